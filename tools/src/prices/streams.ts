import type { WebSocket } from 'ws'
import type { SimulatedExchange, Told } from './exchange'
import type { Faults } from './faults'
import type { PriceServerOptions } from './options'

const SYMBOLS_MAX = 30
const AUTHENTICATION_MS_MAX = 10_000
/** A client that leaves so much unread is too slow. */
const UNREAD_BYTES_MAX = 1_048_576
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'invalid syntax',
  401: 'not authenticated',
  402: 'auth failed',
  403: 'already authenticated',
  404: 'auth timeout',
  405: 'symbol limit exceeded',
  406: 'connection limit exceeded',
  407: 'slow client',
  409: 'insufficient subscription',
  500: 'internal error',
}
const CHANNELS = ['trades', 'quotes', 'bars'] as const
type Channel = (typeof CHANNELS)[number]

interface Client {
  readonly socket: WebSocket
  authenticated: boolean
  readonly subscribed: Readonly<Record<Channel, Set<string>>>
  readonly timer: NodeJS.Timeout
}

/** The stream: one connection per key, at most 30 symbols, and the provider's codes for what is wrong. */
export class Streams {
  private readonly clients = new Set<Client>()

  constructor(
    private readonly exchange: SimulatedExchange,
    private readonly faults: Faults,
    private readonly options: Pick<PriceServerOptions, 'keyId' | 'secretKey'>,
  ) {
    exchange.listen((told) => this.tell(told))
  }

  get count(): number {
    return this.clients.size
  }

  /** Symbols that somebody streams. */
  get symbols(): readonly string[] {
    return [...new Set([...this.clients].flatMap(({ subscribed }) => [...subscribed.trades]))].sort()
  }

  connect(socket: WebSocket, feed: string): void {
    const timer = setTimeout(() => this.end(client, 404), AUTHENTICATION_MS_MAX)
    const subscribed = { trades: new Set<string>(), quotes: new Set<string>(), bars: new Set<string>() }
    const client: Client = { socket, authenticated: false, subscribed, timer }
    this.clients.add(client)
    socket.on('close', () => this.forget(client))
    socket.on('error', () => this.forget(client))
    socket.on('message', (data: Buffer) => this.receive(client, data.toString('utf8'), feed))
    this.send(client, [{ T: 'success', msg: 'connected' }])
  }

  /** Cuts every connection, without a word. */
  drop(): void {
    for (const { socket } of this.clients) socket.terminate()
  }

  private receive(client: Client, text: string, feed: string): void {
    let message: { action?: string; key?: string; secret?: string } & Partial<Record<Channel, unknown>>
    try {
      message = JSON.parse(text) as typeof message
    } catch {
      return this.end(client, 400)
    }
    if (message.action === 'auth') return this.authenticate(client, message, feed)
    if (!client.authenticated) return this.end(client, 401)
    if (message.action !== 'subscribe' && message.action !== 'unsubscribe') return this.error(client, 400)
    this.subscribe(client, message, message.action)
  }

  private authenticate(client: Client, { key, secret }: { key?: string; secret?: string }, feed: string): void {
    if (client.authenticated) return this.error(client, 403)
    if (key !== this.options.keyId || secret !== this.options.secretKey) return this.end(client, 402)
    if (feed !== 'iex') return this.end(client, 409)
    if ([...this.clients].some((other) => other !== client && other.authenticated)) return this.end(client, 406)
    const code = this.faults.streamError()
    if (code !== undefined) return this.end(client, code)
    clearTimeout(client.timer)
    client.authenticated = true
    this.send(client, [{ T: 'success', msg: 'authenticated' }])
  }

  private subscribe(
    client: Client,
    message: Partial<Record<Channel, unknown>>,
    action: 'subscribe' | 'unsubscribe',
  ): void {
    const next = Object.fromEntries(
      CHANNELS.map((name) => [name, new Set(client.subscribed[name])]),
    ) as Client['subscribed']
    for (const name of CHANNELS) {
      const symbols = message[name]
      for (const symbol of Array.isArray(symbols) ? symbols : []) {
        if (action === 'unsubscribe') next[name].delete(String(symbol))
        else if (this.exchange.instrument(String(symbol))) next[name].add(String(symbol))
      }
    }
    if (new Set([...next.trades, ...next.quotes]).size > SYMBOLS_MAX) return this.error(client, 405)
    for (const name of CHANNELS) {
      client.subscribed[name].clear()
      for (const symbol of next[name]) client.subscribed[name].add(symbol)
    }
    const listed = Object.fromEntries(CHANNELS.map((name) => [name, [...next[name]]]))
    this.send(client, [{ T: 'subscription', ...listed }])
  }

  private tell(told: Told): void {
    const { symbol } = told
    for (const client of this.clients) {
      const { trades, quotes } = client.subscribed
      const messages = messagesOf(told).filter(({ T }) => (T === 'q' ? quotes : trades).has(symbol))
      if (messages.length > 0) this.send(client, messages)
    }
  }

  private send(client: Client, messages: readonly object[]): void {
    if (client.socket.bufferedAmount > UNREAD_BYTES_MAX) return this.end(client, 407)
    client.socket.send(JSON.stringify(messages))
  }

  private error({ socket }: Client, code: number): void {
    socket.send(JSON.stringify([{ T: 'error', code, msg: MESSAGES[code] ?? 'error' }]))
  }

  private end(client: Client, code: number): void {
    this.error(client, code)
    client.socket.close()
    this.forget(client)
  }

  private forget(client: Client): void {
    clearTimeout(client.timer)
    this.clients.delete(client)
  }
}

const EXCHANGE = 'V'
const TAPE = 'C'

/** A message of the stream: its kind, its symbol and what it says. */
interface Message {
  readonly T: string
  readonly S: string
  readonly [field: string]: unknown
}

function messagesOf(told: Told): readonly Message[] {
  const { symbol: S } = told
  const now = { t: timestamp(Date.now()), z: TAPE }
  switch (told.kind) {
    case 'step': {
      const { quote, trade } = told
      const of = { S, z: TAPE }
      return [
        ...(quote ? [{ T: 'q', ...of, bx: EXCHANGE, ax: EXCHANGE, ...quote, t: timestamp(quote.t) }] : []),
        ...(trade ? [{ T: 't', ...of, x: EXCHANGE, c: ['@'], ...trade, t: timestamp(trade.t) }] : []),
      ]
    }
    case 'correction': {
      const { trade, price } = told
      const original = { oi: trade.i, op: trade.p, os: trade.s, oc: ['@'] }
      const corrected = { ci: trade.i + 1_000_000_000, cp: price, cs: trade.s, cc: ['@'] }
      return [{ T: 'c', S, x: EXCHANGE, ...original, ...corrected, ...now }]
    }
    case 'cancel': {
      const { i, p, s } = told.trade
      return [{ T: 'x', S, i, x: EXCHANGE, p, s, a: 'C', ...now }]
    }
    case 'status': {
      const code = told.halted ? { sc: 'H', sm: 'Trading Halt' } : { sc: 'T', sm: 'Trading' }
      return [{ T: 's', S, ...code, rc: 'T1', rm: '', ...now }]
    }
  }
}

/** RFC 3339 with nanoseconds, as the provider writes it. */
export const timestamp = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.(\d{3})Z$/, '.$1000000Z')
