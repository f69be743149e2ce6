FROM node:20
RUN apt-get update && apt-get install -y curl
RUN npx playwright install-deps chromium
