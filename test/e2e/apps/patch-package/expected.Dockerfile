FROM node:20-slim
COPY web/package.json web/package-lock.json /code/web/
COPY web/patches /code/web/patches
RUN cd /code/web && npm ci
COPY . /code
WORKDIR /code/web
CMD ["node", "index.js"]
