FROM debian:12-slim
ADD .bashrc .npmrc /root/
ADD .git/ /x/
ADD .eslintrc.json /x/
ADD .secret /x/
