import { Problem } from '../problem/problem'
import { readConfig } from '../config'
import { addressKey, RateLimiter, userKey, type RateCount } from './rate-limiter'
import { RateExchanger } from './rate-exchange'
import { createLog } from '../logging/log'

const { rates } = readConfig({ FILAO_SERVICE: 'order' })
const START = 1_800_000_000_000

class Headers {
  readonly sent: Record<string, string> = {}
  header = ((name: string, value: string) => {
    this.sent[name] = value
    return this
  }) as never
}

function limiter() {
  const clock = { now: START }
  const reply = new Headers()
  const subject = new RateLimiter(rates, () => clock.now)
  return { subject, reply, clock }
}

const problemOf = (work: () => void): Problem => {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('no problem was thrown')
}

describe('rate limit', () => {
  it('lets the limit pass, refuses the next, and says when it is lifted', () => {
    const { subject, reply, clock } = limiter()
    clock.now += 12_000
    for (let request = 0; request < 30; request += 1) subject.count('orders', userKey('a'), reply)
    expect(reply.sent).toEqual({ 'ratelimit-policy': '"orders";q=30;w=60', ratelimit: '"orders";r=0;t=48' })
    const problem = problemOf(() => subject.count('orders', userKey('a'), reply))
    expect(problem).toMatchObject({ status: 429, code: 'too-many-requests', headers: { 'retry-after': '48' } })
  })

  it('counts each key and each class alone', () => {
    const { subject, reply } = limiter()
    for (let request = 0; request < 5; request += 1) subject.count('credentials', 'ip:a', reply)
    expect(() => subject.count('credentials', 'ip:b', reply)).not.toThrow()
    expect(() => subject.count('default', 'ip:a', reply)).not.toThrow()
    expect(() => subject.count('credentials', 'ip:a', reply)).toThrow(Problem)
  })

  it('begins anew with the next window', () => {
    const { subject, reply, clock } = limiter()
    for (let request = 0; request < 5; request += 1) subject.count('credentials', 'ip:a', reply)
    clock.now += 900_000
    expect(() => subject.count('credentials', 'ip:a', reply)).not.toThrow()
  })

  it('answers a webhook beyond its limit with 503, so that the provider tries again', () => {
    const { subject, reply } = limiter()
    for (let request = 0; request < 600; request += 1) subject.count('webhooks', 'provider:x', reply)
    expect(problemOf(() => subject.count('webhooks', 'provider:x', reply))).toMatchObject({ status: 503 })
  })

  it('counts what other instances have told of, also for keys that it has not seen itself', () => {
    const [here, there] = [limiter(), limiter()]
    for (let request = 0; request < 29; request += 1) there.subject.count('orders', userKey('a'), there.reply)
    here.subject.learn(there.subject.untold())
    here.subject.count('orders', userKey('a'), here.reply)
    expect(() => here.subject.count('orders', userKey('a'), here.reply)).toThrow(Problem)
  })

  it('tells only what has changed, and never who it is', () => {
    const { subject, reply } = limiter()
    subject.count('default', addressKey('192.0.2.7'), reply)
    const told = subject.untold()
    expect(told).toEqual([
      { className: 'default', key: expect.any(String) as string, window: START / 60_000, count: 1 },
    ])
    expect(JSON.stringify(told)).not.toContain('192.0.2.7')
    expect(subject.untold()).toEqual([])
  })

  it('ignores what is told of another window or an unknown class', () => {
    const { subject, reply } = limiter()
    const [told] = (subject.count('orders', userKey('a'), reply), subject.untold())
    subject.learn([
      { ...told!, window: 1, count: 100 },
      { ...told!, className: 'gone' as never, count: 100 },
    ])
    expect(() => subject.count('orders', userKey('a'), reply)).not.toThrow()
  })

  it('goes on by itself when the exchange fails', async () => {
    const log = createLog({ service: 'order', instance: 'a', logLevel: 'silent' })
    const failing = { exchange: (): Promise<RateCount[]> => Promise.reject(new Error('down')) }
    const exchanger = new RateExchanger(limiter().subject, failing, log)
    await expect(exchanger.once()).rejects.toThrow('down')
    expect(() => limiter().subject.count('orders', userKey('a'), limiter().reply)).not.toThrow()
  })

  it.each([
    ['192.0.2.7', 'ip:192.0.2.7'],
    ['::ffff:192.0.2.7', 'ip:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', 'ip:2001:db8:1:2'],
    ['2001:db8::6', 'ip:2001:db8:0:0'],
    ['::1', 'ip:0:0:0:0'],
  ])('takes %s for %s', (ip, key) => expect(addressKey(ip)).toBe(key))
})
