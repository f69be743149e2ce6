FROM node:20-slim
RUN npm install -g --force yarn@1.22.22
ENV NODE_ENV=production
COPY package.json yarn.lock /srv/app/
COPY apps/shop/package.json /srv/app/apps/shop/
COPY libs/prices/package.json /srv/app/libs/prices/
WORKDIR /srv/app
RUN yarn install --frozen-lockfile
COPY ./ /srv/app/
WORKDIR /srv/app/apps/shop
CMD ["node", "shop.js"]
