FROM debian:12
RUN apt-get update \
    && apt-get install -y build-essential git curl \
    && apt-get install -y clang llvm \
    && apt-get install -y libboost-all-dev \
    && rm -rf /var/lib/apt/lists/*
