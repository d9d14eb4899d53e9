import { Controller, Get, Module, Res, type StreamableFile } from '@nestjs/common'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { createApp, type ServiceApp } from '../app/create-app'
import { Caller } from '../auth/access'
import { Revocations } from '../auth/revocations'
import type { Reply } from '../http/request'
import { createLog, LOG, type Log } from '../logging/log'
import { Operation } from '../openapi/operation'
import { identityStandIn, type IdentityStandIn } from '../testing/identity-stand-in'
import type { EventSource } from './event-stream'
import { EventStreams } from './event-streams'
import { eventText } from './event-text'

/** Tells the newest of what it was given; first that it is there, as every source does. */
class Newest implements EventSource {
  private waiting: string | undefined = eventText('ready', '0')
  private wake: (() => void) | undefined
  hasEnded = false
  taken = 0

  tell(text: string): void {
    this.waiting = eventText('news', text)
    this.wake?.()
  }
  next(): string | undefined {
    const text = this.waiting
    this.waiting = undefined
    if (text !== undefined) this.taken += 1
    return text
  }
  listen(wake: () => void): () => void {
    this.wake = wake
    return () => (this.hasEnded = true)
  }
}

let source: Newest
/** Longer than a machine that does much else stands still. */
const SLOW_MS_MAX = 8_000

@Controller('v1/stream')
class StreamController {
  constructor(private readonly streams: EventStreams) {}
  @Get()
  @Operation('News', 'overloaded')
  stream(@Caller() caller: Caller, @Res({ passthrough: true }) reply: Reply): StreamableFile {
    source = new Newest()
    return this.streams.start({ caller, reply, source })
  }
}
@Module({
  controllers: [StreamController],
  providers: [
    {
      provide: EventStreams,
      inject: [LOG, Revocations],
      useFactory: (log: Log, revocations: Revocations) => new EventStreams(revocations, log, SLOW_MS_MAX),
    },
  ],
})
class StreamModule {}

const log = createLog({ service: 'market', instance: 'one', logLevel: 'silent' })
let identity: IdentityStandIn
let service: ServiceApp
let streams: EventStreams
let port: number

beforeEach(async () => {
  identity = await identityStandIn()
  const environment = { FILAO_IDENTITY_URL: identity.url, FILAO_IDENTITY_INTERNAL_URL: identity.url }
  service = await createApp(StreamModule, { service: 'market', environment, log })
  streams = service.app.get(EventStreams)
  await service.app.listen({ host: '127.0.0.1', port: 0 })
  port = (service.app.getHttpServer().address() as AddressInfo).port
})
afterEach(async () => {
  await service.close()
  await identity.close()
})

const open = async (token?: string, method = 'GET'): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/v1/stream`, {
    method,
    // A connection that is kept would outlast what is asked on it.
    headers: { authorization: `Bearer ${token ?? (await identity.token())}`, connection: 'close' },
  })

/** Reads until the text holds `part`, or the stream ends. */
async function read(answer: Response, part: string): Promise<string> {
  const reader = answer.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!text.includes(part)) {
    const { value, done } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  reader.releaseLock()
  return text
}
const READY = eventText('ready', '0')
const whole = (answer: Response): Promise<string> => read(answer, 'no such text')

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 4_000) throw new Error('it did not happen')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

it('tells what there is as it comes, and ends when the reader leaves', async () => {
  const answer = await open()
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('connection')]).toEqual([
    200,
    'text/event-stream',
    'close',
  ])
  source.tell('1')
  expect(await read(answer, 'data: 1')).toBe(`${READY}event: news\ndata: 1\n\n`)
  expect(streams.size).toBe(1)
  await answer.body!.cancel()
  await until(() => source.hasEnded)
  expect(streams.size).toBe(0)
})

it('lets a stream that has nothing to tell be seen to live', async () => {
  const answer = await open()
  streams.check(Date.now() + 10_000)
  expect(await read(answer, 'heartbeat')).toMatch(/event: heartbeat\ndata: \{"at":"20..-..-..T..:..:..\....Z"\}\n\n$/)
})

it('ends a stream in order as soon as its session is known to be revoked, and no other', async () => {
  const revoked = await open(await identity.token({ sid: 'one' }))
  const other = await open(await identity.token({ sid: 'two' }))
  identity.revoked.push('one')
  await service.revocations!.poll()
  expect(await whole(revoked)).toBe(READY)
  expect(streams.size).toBe(1)
  const again = await open(await identity.token({ sid: 'one' }))
  expect([again.status, await again.json()]).toEqual([401, expect.objectContaining({ code: 'unauthenticated' })])
  await other.body!.cancel()
  await until(() => streams.size === 0)
})

it('ends with the token that opened it', async () => {
  const answer = await open(await identity.token({}, { expiresInSeconds: 600 }))
  streams.check(Date.now() + 500_000)
  expect(streams.size).toBe(1)
  streams.check(Date.now() + 601_000)
  expect(await whole(answer)).toContain('heartbeat')
  expect(streams.size).toBe(0)
})

it('tells who does not read the newest only, keeps little for them, and lets them go after a while', async () => {
  const token = await identity.token()
  const socket = connect(port, '127.0.0.1')
  socket.pause()
  socket.write(`GET /v1/stream HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  await until(() => streams.size === 1)
  const long = 'x'.repeat(100_000)
  // More than the kernel's buffers of a connection take, many times over.
  for (let at = 0; at < 1_000; at += 1) {
    source.tell(`${at} ${long}`)
    if (at % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(source.taken).toBeLessThan(200)
  await until(() => streams.size === 0)
  expect(source.hasEnded).toBe(true)
  socket.destroy()
})

it('opens ten for a caller and no more; for another it goes on', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => open()))
  const refused = await open()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  expect(await refused.json()).toMatchObject({ code: 'too-many-requests' })
  const other = await open(await identity.token({ sub: 'user-2' }))
  expect(other.status).toBe(200)
  await Promise.all([...answers, other].map((answer) => answer.body!.cancel()))
  await until(() => streams.size === 0)
})

it('opens nothing for who asks for the headers alone', async () => {
  expect((await open(undefined, 'HEAD')).status).toBe(200)
  await until(() => streams.size === 0)
})

it('ends all when the service stops, which waits for no reader', async () => {
  const answer = await open()
  source.tell('last')
  const text = whole(answer)
  const began = performance.now()
  await service.close()
  expect(performance.now() - began).toBeLessThan(15_000)
  expect(await text).toBe(`${READY}event: news\ndata: last\n\n`)
})
