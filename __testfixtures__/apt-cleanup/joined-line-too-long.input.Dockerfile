FROM debian:12
RUN apt-get update
RUN apt-get install -y build-essential git curl
RUN apt-get install -y clang llvm
RUN apt-get install -y libboost-all-dev
