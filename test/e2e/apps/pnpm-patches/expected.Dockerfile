FROM node:20-slim
RUN npm install -g pnpm@9.15.9 && mkdir /srv/app && chown node:node /srv/app
WORKDIR /srv/app
COPY --chown=node:node package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY --chown=node:node apps/shop/package.json apps/shop/
COPY --chown=node:node libs/prices/package.json libs/prices/
COPY --chown=node:node patches ./patches
USER node
RUN pnpm install --frozen-lockfile --prod
COPY --chown=node:node . .
CMD ["node", "apps/shop/shop.js"]
