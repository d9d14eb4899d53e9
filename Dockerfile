# One image for all services; the command picks the service. Build: docker build -t filao:local .
# Behind a proxy with a certificate authority of its own: --secret id=extra_ca,src=/etc/ssl/certs/ca-certificates.crt

FROM node:24-bookworm-slim AS manifests
WORKDIR /filao
COPY . .
# Only what npm reads, so that a change of a source does not install everything again.
RUN mkdir /out && cp package.json package-lock.json .npmrc /out/ \
 && for manifest in apps/*/package.json libs/*/package.json tools/package.json; do mkdir -p "/out/$(dirname "$manifest")" && cp "$manifest" "/out/$manifest"; done

FROM node:24-bookworm-slim AS dependencies
WORKDIR /filao
COPY --from=manifests /out ./
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=extra_ca,target=/run/secrets/extra-ca.crt,required=false \
    sh -c '[ ! -s /run/secrets/extra-ca.crt ] || export NODE_EXTRA_CA_CERTS=/run/secrets/extra-ca.crt; npm ci --no-audit --no-fund'

FROM dependencies AS build
COPY . .
ENV NX_DAEMON=false CI=true
RUN npx nx run-many -t build --outputStyle=static
RUN for project in apps/* libs/* tools; do \
      mkdir -p "/out/$project" && cp "$project/package.json" "/out/$project/"; \
      for part in dist drizzle; do [ ! -d "$project/$part" ] || cp -r "$project/$part" "/out/$project/"; done; \
    done && cp package.json /out/

FROM node:24-bookworm-slim AS production-dependencies
WORKDIR /filao
COPY --from=manifests /out ./
# Optional packages stay: native parts of dependencies are optional. The Node binaries, for machines with an older Node, go.
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=extra_ca,target=/run/secrets/extra-ca.crt,required=false \
    sh -c '[ ! -s /run/secrets/extra-ca.crt ] || export NODE_EXTRA_CA_CERTS=/run/secrets/extra-ca.crt; npm ci --omit=dev --no-audit --no-fund' \
 && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
WORKDIR /filao
COPY --from=production-dependencies /filao/node_modules ./node_modules
COPY --from=build /out ./
# Volumes take the ownership of what the image has in their place.
RUN install -d -o 1000 -g 1000 -m 0700 /books /documents /secrets /secrets/master /secrets/owners /secrets/identity /secrets/market /secrets/order /secrets/wallet /secrets/compliance /secrets/didit /secrets/payment /secrets/audit \
 && install -d -o 1000 -g 1000 -m 0755 /secrets/postgres
ENV NODE_ENV=production FILAO_HTTP_HOST=0.0.0.0 FILAO_HTTP_PORT=8080 FILAO_MANAGEMENT_HOST=0.0.0.0 FILAO_MANAGEMENT_PORT=9100
# What Node compiles when an app is loaded is kept in the image: containers cannot write, and start sooner on it.
ENV NODE_COMPILE_CACHE=/filao/compiled
RUN install -d -o 1000 -g 1000 /filao/compiled
USER 1000
RUN node -r @filao/service/telemetry -e 'process.argv.slice(1).forEach((file) => require(file)); process.exit()' \
      ./apps/gateway/dist/gateway.js ./apps/*/dist/*.module.js
EXPOSE 8080 9100
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.FILAO_MANAGEMENT_PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "-r", "@filao/service/telemetry", "apps/gateway/dist/main.js"]
