FROM debian:12-slim
ADD dump.sql.gz /docker-entrypoint-initdb.d/
