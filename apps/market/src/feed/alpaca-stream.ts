import { WebSocket } from 'ws'
import { readFrame, type Streamed } from './alpaca-messages'

/** Where the stream is, and who we are there. */
export interface StreamAccess {
  /** With its scheme, `wss` or `ws`. */
  readonly streamUrl: string
  readonly feed: string
  readonly keyId: string
  readonly secretKey: string
}

export interface StreamListener {
  /** A price, a correction, a cancel or a status. */
  message(message: Streamed): void
  /** It does not work now, and is tried again. */
  failed(reason: string): void
  /** It will not work before somebody has looked: a key, a plan. It is tried again all the same, seldom. */
  refused(code: number, reason: string): void
}

const BACK_OFF_MS_MIN = 1_000
const BACK_OFF_MS_MAX = 60_000
/** A connection that has held for so long begins to count anew. */
const STEADY_MS = 30_000
const SILENCE_MS_MAX = 45_000
const PING_INTERVAL_MS = 15_000
const HANDSHAKE_MS_MAX = 10_000
/** Symbols of one connection on the free plan. */
const STREAMED_MAX = 30

/** The codes that the provider ends or troubles a connection with. */
const CODE = {
  syntax: 400,
  notAuthenticated: 401,
  authenticationFailed: 402,
  alreadyAuthenticated: 403,
  authenticationTimeout: 404,
  symbolLimit: 405,
  connectionLimit: 406,
  slowClient: 407,
  insufficientSubscription: 409,
  internal: 500,
} as const

/**
 * One connection to Alpaca's stream: it authenticates, subscribes to what is wanted, and when it is lost connects again,
 * for ever, ever more slowly up to once a minute. It exists while something is wanted.
 */
export class AlpacaStream {
  private socket: WebSocket | undefined
  private state: 'closed' | 'connecting' | 'authenticating' | 'open' = 'closed'
  private wanted: ReadonlySet<string> = new Set()
  private subscribed = new Set<string>()
  /** Requests that have not been confirmed. */
  private underWay = 0
  private failures = 0
  private retry: NodeJS.Timeout | undefined
  private watch: NodeJS.Timeout | undefined
  private heardAt = 0
  private openedAt = 0
  /** What the plan allows; less once it has said so. */
  private limit = STREAMED_MAX

  constructor(
    private readonly access: StreamAccess,
    private readonly listener: StreamListener,
    private readonly random: () => number = Math.random,
  ) {}

  get symbolsMax(): number {
    return this.limit
  }

  /** Symbols that the provider has confirmed. */
  get confirmed(): ReadonlySet<string> {
    return this.subscribed
  }

  want(symbols: readonly string[]): void {
    this.wanted = new Set(symbols.slice(0, this.limit))
    if (this.wanted.size === 0) return this.close()
    if (this.state === 'open') this.subscribe()
    else if (this.state === 'closed' && !this.retry) this.connect()
  }

  close(): void {
    clearTimeout(this.retry)
    this.retry = undefined
    this.wanted = new Set()
    this.drop()
  }

  private connect(): void {
    this.retry = undefined
    const { streamUrl, feed } = this.access
    const socket = new WebSocket(`${streamUrl}/v2/${feed}`, { handshakeTimeout: HANDSHAKE_MS_MAX })
    this.socket = socket
    this.state = 'connecting'
    this.heardAt = performance.now()
    const mine = (act: () => void) => () => (this.socket === socket ? act() : undefined)
    socket.on('message', (data: Buffer) => mine(() => this.receive(data.toString('utf8')))())
    socket.on(
      'pong',
      mine(() => (this.heardAt = performance.now())),
    )
    socket.on('error', (error: Error) => mine(() => this.again(error.message))())
    socket.on('close', (code: number) => mine(() => this.again(`closed (${code})`))())
    this.watch = setInterval(() => this.keepAlive(socket), PING_INTERVAL_MS)
    this.watch.unref()
  }

  /** A line that is cut without a word is found by its silence. */
  private keepAlive(socket: WebSocket): void {
    if (performance.now() - this.heardAt > SILENCE_MS_MAX) return this.again('silent')
    if (socket.readyState === WebSocket.OPEN) socket.ping()
  }

  private receive(text: string): void {
    this.heardAt = performance.now()
    let frame: readonly Streamed[]
    try {
      frame = readFrame(text)
    } catch (error) {
      return this.again((error as Error).message)
    }
    for (const message of frame) this.take(message)
  }

  private take(message: Streamed): void {
    switch (message.T) {
      case 'success':
        if (message.msg === 'connected') this.authenticate()
        if (message.msg === 'authenticated') this.open()
        return
      case 'subscription':
        this.subscribed = new Set(message.trades)
        this.underWay = Math.max(0, this.underWay - 1)
        // What came to be wanted while the last request was under way.
        if (this.underWay === 0 && this.isOutdated()) this.subscribe()
        return
      case 'error':
        return this.error(Number(message.code), message.msg)
      default:
        this.listener.message(message)
    }
  }

  private authenticate(): void {
    this.state = 'authenticating'
    const { keyId: key, secretKey: secret } = this.access
    this.send({ action: 'auth', key, secret })
  }

  private open(): void {
    this.state = 'open'
    this.openedAt = performance.now()
    this.subscribed = new Set()
    this.underWay = 0
    this.subscribe()
  }

  private isOutdated(): boolean {
    return this.wanted.size !== this.subscribed.size || [...this.wanted].some((symbol) => !this.subscribed.has(symbol))
  }

  /** First what is no longer wanted, so that the limit is never passed. */
  private subscribe(): void {
    const gone = [...this.subscribed].filter((symbol) => !this.wanted.has(symbol))
    const added = [...this.wanted].filter((symbol) => !this.subscribed.has(symbol))
    if (this.underWay > 0) return
    if (gone.length > 0) this.request('unsubscribe', gone)
    if (added.length > 0) this.request('subscribe', added)
  }

  private request(action: 'subscribe' | 'unsubscribe', symbols: readonly string[]): void {
    this.underWay += 1
    this.send({ action, trades: symbols, quotes: symbols })
  }

  private error(code: number, reason: string): void {
    const told = `${code} ${reason}`
    switch (code) {
      case CODE.alreadyAuthenticated:
        return
      case CODE.symbolLimit:
        // Others are streamed with the same key, or the plan is smaller. What has been confirmed goes on.
        this.limit = Math.max(1, Math.min(this.limit - 1, Math.max(1, this.subscribed.size)))
        this.wanted = new Set([...this.wanted].slice(0, this.limit))
        this.underWay = 0
        return this.listener.failed(told)
      case CODE.authenticationFailed:
      case CODE.insufficientSubscription:
        this.failures = Math.max(this.failures, 6)
        this.listener.refused(code, reason)
        return this.again(told)
      // Another connection holds the key: it may be one that the provider has not missed yet.
      case CODE.connectionLimit:
        this.failures = Math.max(this.failures, 3)
        return this.again(told)
      default:
        return this.again(told)
    }
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message))
  }

  private again(reason: string): void {
    const held = this.state === 'open' && performance.now() - this.openedAt > STEADY_MS
    this.failures = held ? 1 : this.failures + 1
    this.drop()
    if (this.wanted.size === 0) return
    this.listener.failed(reason)
    const back = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_MIN * 2 ** (this.failures - 1))
    this.retry = setTimeout(() => this.connect(), back * (0.5 + this.random() / 2))
    this.retry.unref()
  }

  private drop(): void {
    clearInterval(this.watch)
    const { socket } = this
    this.socket = undefined
    this.state = 'closed'
    this.subscribed = new Set()
    // Its last words are heard by nobody, and must not end the process.
    socket?.removeAllListeners()
    socket?.on('error', () => undefined)
    socket?.terminate()
  }
}
