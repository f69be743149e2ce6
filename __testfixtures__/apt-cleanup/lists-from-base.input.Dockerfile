FROM company/base:1
RUN apt-get install -y curl
