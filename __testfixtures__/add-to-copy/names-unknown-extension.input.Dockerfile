FROM debian:12-slim
ADD model.bin /x
ADD data.dat /x
ADD a.lz4 /x
ADD a.lzma /x
ADD a.Z /x
ADD a.apk /x
ADD a.gem /x
ADD a.crate /x
ADD app-1.0 /x
ADD a.phar /x
ADD a.dump /x
