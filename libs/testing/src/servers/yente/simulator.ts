import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listenAt, stopListening } from '../../listening'

const BODY_BYTES_MAX = 262_144
const UPDATED_AT = '2026-01-01T00:00:00'

export interface YenteOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** When it is set, `Authorization: ApiKey …` is asked for. */
  readonly apiKey?: string
}

interface Listed {
  readonly id: string
  readonly caption: string
  readonly topic: string
  readonly score: number
}

/** Who is found, by the name that is asked about (domain 11.2). `ERROR TEST` is answered 500. */
const LISTED: Readonly<Record<string, Listed>> = {
  'SANCTION TEST': { id: 'Q-sanction', caption: 'Sanction Test', topic: 'sanction', score: 0.95 },
  'NEARMISS TEST': { id: 'Q-nearmiss', caption: 'Nearmiss Test', topic: 'sanction', score: 0.75 },
  'PEP TEST': { id: 'Q-pep', caption: 'Pep Test', topic: 'role.pep', score: 0.95 },
  'MEDIA TEST': { id: 'Q-media', caption: 'Media Test', topic: 'reg.warn', score: 0.95 },
}
const ERROR = 'ERROR TEST'

interface Query {
  readonly schema: string
  readonly properties: { readonly name?: readonly string[] }
}

/** A matcher of its own that speaks yente's protocol, over a handful of invented names. */
export class YenteSimulator {
  private readonly server: Server
  /** How many queries were answered. */
  asked = 0

  constructor(private readonly options: YenteOptions) {
    this.server = createServer((request, response) => void this.serve(request, response))
  }

  /** Listens; gives the port. */
  start(): Promise<number> {
    return listenAt(this.server, this.options)
  }

  stop(): Promise<void> {
    return stopListening(this.server)
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.answerTo(request).catch(() => ({ status: 400, body: { detail: 'unreadable' } }))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  private async answerTo(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const { apiKey } = this.options
    if (apiKey !== undefined && request.headers.authorization !== `ApiKey ${apiKey}`)
      return { status: 401, body: { detail: 'Invalid API key' } }
    const url = new URL(request.url ?? '/', 'http://yente')
    if (request.method === 'GET' && url.pathname === '/catalog')
      return { status: 200, body: { datasets: [{ name: 'default', version: '20260101', updated_at: UPDATED_AT }] } }
    if (request.method !== 'POST' || url.pathname !== '/match/default')
      return { status: 404, body: { detail: 'No such dataset' } }
    return this.match((await readJson(request)) as { queries: Record<string, Query> }, url)
  }

  private match({ queries }: { queries: Record<string, Query> }, url: URL): { status: number; body: object } {
    const topics = url.searchParams.getAll('topics')
    const threshold = Number(url.searchParams.get('threshold') ?? 0.7)
    const responses: Record<string, object> = {}
    for (const [key, query] of Object.entries(queries)) {
      const names = (query.properties.name ?? []).map((name) => name.toUpperCase())
      if (names.includes(ERROR)) return { status: 500, body: { detail: 'Internal error' } }
      this.asked += 1
      const results = names
        .flatMap((name) => LISTED[name] ?? [])
        .filter(({ topic }) => topics.length === 0 || topics.includes(topic))
        .map((listed) => resultOf(listed, threshold))
      responses[key] = { status: 200, results, total: { value: results.length, relation: 'eq' }, query }
    }
    return { status: 200, body: { responses, limit: 5 } }
  }
}

const resultOf = ({ id, caption, topic, score }: Listed, threshold: number): object => ({
  id,
  caption,
  schema: 'Person',
  properties: { name: [caption], topics: [topic] },
  datasets: ['default'],
  referents: [],
  target: true,
  first_seen: UPDATED_AT,
  last_seen: UPDATED_AT,
  last_change: UPDATED_AT,
  score,
  match: score >= threshold,
  features: {},
})

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_BYTES_MAX) throw new Error('too large')
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString()) as unknown
}
