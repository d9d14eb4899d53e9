import httpProxy from '@fastify/http-proxy'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { mergedDocument } from './documents'
import { ROUTES } from './routes'
import type { GatewaySettings } from './settings'

/** Above the largest body that a service takes (documents), so that it is the service that refuses. */
const BODY_BYTES_MAX = 11 * 1024 * 1024

/**
 * One address for all services on one machine: it routes by path prefix and shows the merged API documents. It holds no
 * state and protects nothing; every rule of the API holds on each service.
 */
export async function createGateway({ services }: Pick<GatewaySettings, 'services'>): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: BODY_BYTES_MAX, requestIdHeader: false, disableRequestLogging: true })
  for (const [service, prefixes] of Object.entries(ROUTES)) {
    const upstream = services[service as keyof typeof services]
    if (!upstream) continue
    for (const prefix of prefixes) {
      await app.register(httpProxy, {
        upstream,
        prefix,
        rewritePrefix: prefix,
        proxyPayloads: true,
        // A request whose answer was lost is the client's to repeat, with its key.
        retryMethods: [],
        undici: { connections: 128, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 },
        replyOptions: {
          onError: (reply) => void problem(reply, 503, 'service-unavailable', `${service} does not answer`),
        },
      })
    }
  }
  app.get('/openapi.json', () => mergedDocument(services))
  await app.register(fastifyStatic, {
    root: dirname(require.resolve('swagger-ui-dist')),
    prefix: '/docs/',
    index: false,
  })
  app.get('/docs', (_, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE))
  app.setNotFoundHandler((_, reply) => problem(reply, 404, 'not-found', 'There is no such route.'))
  return app
}

interface Reply {
  code(status: number): Reply
  header(name: string, value: string): Reply
  send(body: unknown): Reply
}

function problem(reply: unknown, status: number, code: string, detail: string): Reply {
  const requestId = randomUUID()
  return (reply as Reply)
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('x-request-id', requestId)
    .send(
      JSON.stringify({ type: `https://filao.dev/problems/${code}`, title: detail, status, detail, code, requestId }),
    )
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Filao API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script>
      window.onload = () => SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui' })
    </script>
  </body>
</html>
`
