FROM debian:12-slim
ADD a.TAR.GZ /x
ADD a.tgz /x
ADD a.tbz /x
ADD a.txz /x
ADD a.tzst /x
ADD a.tar.lz4 /x
ADD a.tar.1 /x
ADD a.tbz2 /x
