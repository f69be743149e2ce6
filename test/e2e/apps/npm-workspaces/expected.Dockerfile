FROM node:20-slim
COPY package.json package-lock.json /app/
COPY packages/page/package.json packages/page/page.js /app/packages/page/
COPY packages/words/package.json /app/packages/words/
WORKDIR /app
RUN npm ci
COPY . /app
RUN npm run build
CMD ["cat", "dist/page.txt"]
