# The commands and the workers. Build in the package folder: docker build -f infra/images/daybreak.Dockerfile -t daybreak .
FROM node:20-bookworm-slim AS build
WORKDIR /daybreak
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
RUN npm run build

FROM node:20-bookworm-slim
ENV NODE_ENV=production DAYBREAK_HOME=/home/node/daybreak
COPY --from=build /daybreak /daybreak
RUN mkdir -p /home/node/daybreak && chown node:node /home/node/daybreak
USER node
WORKDIR /home/node/daybreak
# a worker: node --enable-source-maps /daybreak/dist/workers/compute-worker.js
ENTRYPOINT ["node", "/daybreak/cli/daybreak.js"]
CMD ["--help"]
