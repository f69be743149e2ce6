FROM debian:12-slim
COPY .bashrc .npmrc /root/
COPY .git/ /x/
COPY .eslintrc.json /x/
ADD .secret /x/
