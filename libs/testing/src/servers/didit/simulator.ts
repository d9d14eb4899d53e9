import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Chance } from './chance'
import { decisionOf } from './decision'
import { Faults } from './faults'
import type { DiditOptions } from './options'
import { outcomeOf, stepsAfter } from './outcomes'
import { BUTTONS, page, type Button } from './page'
import { pictureAt } from './pictures'
import { Sessions, type Session, type Status } from './sessions'
import { WebhookSender } from './webhooks'
import { listenAt, stopListening } from '../../listening'

const BODY_BYTES_MAX = 65_536
/** Statuses whose webhooks carry the decision. */
const DECIDED: ReadonlySet<Status> = new Set<Status>(['Approved', 'Declined', 'In Review', 'Abandoned'])
/** From where a reviewer may override. */
const OVERRIDABLE: ReadonlySet<Status> = new Set<Status>([
  'Approved',
  'Declined',
  'In Review',
  'Kyc Expired',
  'Abandoned',
  'Resubmitted',
])
const OVERRIDES: ReadonlySet<string> = new Set(['Approved', 'Declined', 'Resubmitted'])

interface Answer {
  readonly status: number
  readonly body?: object
  readonly html?: string
  readonly picture?: Buffer
  readonly location?: string
}
interface Asked {
  readonly method: string
  readonly path: readonly string[]
  readonly body: Record<string, unknown>
  readonly isAuthorised: boolean
  /** Where whoever asks reaches this server. */
  readonly filesUrl: string
}

/** A provider of its own that speaks Didit's protocol and keeps its own books. */
export class DiditSimulator {
  private readonly chance: Chance
  private readonly sessions: Sessions
  private readonly faults: Faults
  private readonly webhooks: WebhookSender
  private readonly server: Server
  private readonly timers = new Map<string, NodeJS.Timeout[]>()
  private requests = 0

  constructor(private readonly options: DiditOptions) {
    this.chance = new Chance(options.seed)
    this.sessions = new Sessions(this.chance, options.file)
    this.faults = new Faults(this.chance)
    const to = { url: options.webhookUrl, secret: options.webhookSecret }
    this.webhooks = new WebhookSender(to, this.faults, this.chance, (session, id) => this.sessions.take(session, id))
    this.server = createServer((request, response) => void this.serve(request, response))
  }

  /** Listens; gives the port. Sessions that were under way before go on. */
  async start(): Promise<number> {
    const port = await listenAt(this.server, this.options)
    for (const session of this.sessions.all) this.goOn(session)
    return port
  }

  async stop(): Promise<void> {
    for (const timers of this.timers.values()) timers.forEach(clearTimeout)
    await stopListening(this.server)
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, html, location, picture } = await this.answer(request).catch((error: Error) => ({
      status: error instanceof SyntaxError || error instanceof RangeError ? 400 : 500,
      body: { detail: error.message },
      html: undefined,
      location: undefined,
      picture: undefined,
    }))
    response.writeHead(status, {
      'content-type': picture ? 'image/png' : html === undefined ? 'application/json' : 'text/html; charset=utf-8',
      ...(location && { location }),
    })
    response.end(picture ?? html ?? JSON.stringify(body ?? {}))
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { pathname } = new URL(request.url ?? '/', 'http://didit')
    const path = pathname.split('/').filter((part) => part !== '')
    const isAuthorised = request.headers['x-api-key'] === this.options.apiKey
    const filesUrl = `http://${request.headers.host}`
    const asked: Asked = {
      method: request.method ?? 'GET',
      path,
      body: await readBody(request),
      isAuthorised,
      filesUrl,
    }
    if (path[0] === 'health') return { status: 200, body: { status: 'ready' } }
    if (path[0] === 'verify') return this.hosted(asked)
    if (path[0] === 'files') return this.file(asked)
    if (!isAuthorised) return { status: 403, body: { detail: 'You do not have permission to perform this action.' } }
    if (path[0] === 'control') return this.control(asked)
    if (this.faults.happens('error_500', `request/${(this.requests += 1)}`, this.clientOf(asked)))
      return { status: 500 }
    return this.api(asked)
  }

  private api({ method, path: [version, resource, id, action], body, filesUrl }: Asked): Answer {
    if (version !== 'v3' || resource !== 'session') return { status: 404 }
    if (method === 'POST' && id === undefined) return this.create(body)
    const session = this.sessions.get(id ?? '')
    if (!session) return { status: 404, body: { detail: 'Not found.' } }
    if (method === 'GET' && action === 'decision') return { status: 200, body: this.decision(session, filesUrl) }
    if (method === 'PATCH' && action === 'update-status') return this.override(session, body)
    return { status: 404 }
  }

  /** Whom a request is about. */
  private clientOf({ path: [, , id], body }: Asked): string | undefined {
    return id === undefined ? (body['vendor_data'] as string | undefined) : this.sessions.get(id)?.vendorData
  }

  private decision(session: Session, filesUrl: string): object {
    return decisionOf(session, { chance: this.chance, now: Date.now(), filesUrl })
  }

  private file({ path: [, ...address] }: Asked): Answer {
    const session = (id: string): Session | undefined => this.sessions.get(id)
    const picture = pictureAt(address, { session, chance: this.chance, now: Date.now() })
    return picture ? { status: 200, picture } : { status: 403, body: { detail: 'The address has ended.' } }
  }

  private create(body: Record<string, unknown>): Answer {
    const { workflow_id: workflowId, vendor_data: vendorData, expected_details: expected } = body
    if (typeof workflowId !== 'string' || typeof vendorData !== 'string')
      return { status: 400, body: { detail: 'workflow_id and vendor_data are required.' } }
    const of = { workflowId, vendorData, expected: (expected ?? {}) as Session['expected'] }
    const { session, isNew } = this.sessions.create(of, nowSeconds())
    if (isNew || session.status === 'Resubmitted') this.goOn(session)
    return {
      status: 201,
      body: {
        session_id: session.id,
        session_number: session.number,
        session_token: session.token,
        url: `${this.options.publicUrl}/verify/${session.token}`,
        status: session.status,
        vendor_data: vendorData,
        workflow_id: workflowId,
        workflow_version: 1,
      },
    }
  }

  private override(session: Session, { new_status: status, comment }: Record<string, unknown>): Answer {
    if (typeof status !== 'string' || !OVERRIDES.has(status)) return { status: 400, body: { detail: 'new_status' } }
    if (!OVERRIDABLE.has(session.status)) return { status: 400, body: { detail: `not from ${session.status}` } }
    this.become(session, status as Status, typeof comment === 'string' ? comment : undefined)
    return { status: 200, body: { session_id: session.id, status } }
  }

  private hosted({ method, path: [, token, button] }: Asked): Answer {
    const session = this.sessions.ofToken(token ?? '')
    if (!session) return { status: 404, html: 'There is no such verification.' }
    if (method !== 'POST') return { status: 200, html: page(session) }
    const status = BUTTONS[button as Button]
    if (status === undefined) return { status: 404, html: 'There is no such button.' }
    this.become(session, status)
    return { status: 303, location: `/verify/${session.token}`, html: '' }
  }

  /** `/control/faults`, `/control/idle` and `/control/books`; behind it a client, where it is about one alone. */
  private async control({ method, path: [, what, client], body }: Asked): Promise<Answer> {
    if (what === 'faults' && method === 'POST') this.faults.set(body, client)
    if (what === 'idle') await this.webhooks.idle(client)
    const sessions = this.sessions.all
      .filter(({ vendorData }) => client === undefined || vendorData === client)
      .map(({ id, vendorData, status, taken }) => ({ id, vendorData, status, taken }))
    return { status: 200, body: { faults: this.faults.current, webhooks: this.webhooks.counts, sessions } }
  }

  /** What is left of what becomes of a session by itself. */
  private goOn(session: Session): void {
    const { status, expected } = session
    this.settle(session)
    const steps = status === 'Resubmitted' ? outcomeOf(undefined) : stepsAfter(status, expected.first_name)
    const timers = steps.map((step) =>
      setTimeout(() => this.change(session, step.status), step.after * this.options.decideMs),
    )
    this.timers.set(session.id, timers)
  }

  /** What somebody chose; it no longer goes on by itself. */
  private become(session: Session, status: Status, comment?: string): void {
    this.settle(session)
    this.change(session, status, comment)
  }

  private settle({ id }: Session): void {
    this.timers.get(id)?.forEach(clearTimeout)
    this.timers.delete(id)
  }

  private change(session: Session, status: Status, comment?: string): void {
    if (session.status === status) return
    this.sessions.change(session, status, nowSeconds(), comment)
    this.webhooks.statusUpdated(
      session,
      DECIDED.has(status) ? this.decision(session, this.options.publicUrl) : undefined,
    )
  }
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new RangeError('the body is too large')
    chunks.push(chunk)
  }
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false
  return size === 0 || !isJson ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>)
}
