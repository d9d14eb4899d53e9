import httpProxy from '@fastify/http-proxy'
import fastifyStatic from '@fastify/static'
import {
  answerUnreadable,
  closeConnectionsOnStop,
  notFound,
  Problem,
  problemOfStatus,
  replyProblem,
  requestIdOf,
  requestMeasures,
} from '@filao/service/edge'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { IncomingHttpHeaders } from 'node:http'
import { dirname } from 'node:path'
import { mergedDocument } from './documents'
import { OpenStreams } from './open-streams'
import { ROUTES, STREAMED } from './routes'
import type { GatewaySettings } from './settings'

/** Above the largest body that a service takes (documents), so that it is the service that refuses. */
const BODY_BYTES_MAX = 11 * 1024 * 1024

/** To one service, for the routes of one prefix. */
const CONNECTIONS_MAX = 128
/** A stream keeps its connection: above what an instance of a service holds open, so that the service refuses one more. */
const STREAM_CONNECTIONS_MAX = 1_100

/** Between two hops only (RFC 9110, 7.6.1), and `Expect`, which this server has met already. */
const HOP_BY_HOP = [
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const

/**
 * One address for all services on one machine: it routes by path prefix and shows the merged API documents. It holds no
 * state and protects nothing; every rule of the API holds on each service.
 */
export async function createGateway({ services }: Pick<GatewaySettings, 'services'>): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: requestIdOf,
    requestIdHeader: false,
    frameworkErrors: (error, request, reply) => void replyProblem(request, reply, problemOf(error)),
    clientErrorHandler: answerUnreadable,
  })
  closeConnectionsOnStop(app)
  app.decorateRequest('problem', null)
  const measure = requestMeasures()
  app.addHook('onResponse', (request, reply, done) => {
    measure(request, reply)
    done()
  })
  const streams = new OpenStreams()
  app.addHook('onSend', streams.pass)
  app.addHook('preClose', (done) => {
    streams.end()
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    // Whoever asked has left before the answer came: there is nobody to tell, and nothing has gone wrong.
    if (!reply.raw.destroyed) replyProblem(request, reply, problemOf(error))
  })
  for (const [service, prefixes] of Object.entries(ROUTES)) {
    const upstream = services[service as keyof typeof services]
    if (!upstream) continue
    for (const prefix of prefixes) {
      const connections = STREAMED.has(prefix) ? STREAM_CONNECTIONS_MAX : CONNECTIONS_MAX
      await app.register(httpProxy, {
        upstream,
        prefix,
        rewritePrefix: prefix,
        proxyPayloads: true,
        // A request whose answer was lost is the client's to repeat, with its key.
        retryMethods: [],
        undici: { connections, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 },
        replyOptions: {
          rewriteRequestHeaders: (request, headers) => passedOn(request as FastifyRequest, headers),
          onError: (reply) => void replyProblem(reply.request as FastifyRequest, reply as FastifyReply, away(service)),
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
  app.setNotFoundHandler((request, reply) => replyProblem(request, reply, notFound()))
  return app
}

/**
 * The services believe one hop, and that is this one: it tells them who has called here, whatever the caller says of
 * himself. Limits by address and the addresses that an API key is bound to hang on it.
 */
function passedOn(request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const passed: IncomingHttpHeaders = { ...headers, 'x-forwarded-for': request.socket.remoteAddress ?? '' }
  for (const name of HOP_BY_HOP) delete passed[name]
  return passed
}

function problemOf(error: unknown): Problem {
  const known = problemOfStatus((error as { statusCode?: unknown }).statusCode)
  if (known) return known
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return new Problem(500, 'internal', 'Something went wrong on our side.')
}

const away = (service: string): Problem =>
  new Problem(503, 'service-unavailable', `${service} does not answer. Try again, a command with the same key.`, {
    headers: { 'retry-after': '1' },
  })

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
      window.onload = () => SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true })
    </script>
  </body>
</html>
`
