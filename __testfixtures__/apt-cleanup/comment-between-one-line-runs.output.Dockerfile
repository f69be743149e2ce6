FROM ruby:3
RUN apt-get update -qq && apt-get install -y build-essential \
# install cron
    && apt-get install -y cron \
    && rm -rf /var/lib/apt/lists/*

ENV TZ=Asia/Tokyo
