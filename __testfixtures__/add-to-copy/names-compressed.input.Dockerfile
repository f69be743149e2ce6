FROM debian:12-slim
ADD a.gz /x
ADD a.bz2 /x
ADD a.xz /x
ADD a.zst /x
ADD a.SQL.GZ /x
