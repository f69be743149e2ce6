FROM ruby:3
RUN apt-get update -qq && apt-get install -y build-essential

# install cron
RUN apt-get install -y cron

ENV TZ=Asia/Tokyo
