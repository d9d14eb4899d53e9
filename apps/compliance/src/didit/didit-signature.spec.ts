import { Secret } from '@filao/service'
import { canonicalText } from './canonical-text'
import { acceptedBy, hmacHex, simpleText } from './didit-signature'
import { readDiditWebhook } from './didit-webhook'

const SECRET = 'filao-test-secret'
/** As it arrived: other order, spaces, an escape, a whole float. */
const ARRIVED =
  '{ "webhook_type": "status.updated", "url": "x\\/y", "timestamp": 1767225600, "status": "Approved",' +
  ' "session_id": "s-1", "full_name": "Jos\\u00e9", "9": { "b": 92.0, "a": [2, 1] }, "10": "a" }'
const CANONICAL =
  '{"10":"a","9":{"a":[2,1],"b":92},"full_name":"José","session_id":"s-1","status":"Approved","timestamp":1767225600,"url":"x/y","webhook_type":"status.updated"}'
const V2 = 'ecea8ea4fa71f830f45f1d26d59b19248c9a6952b5883e882e8941a305bc38ab'
const SIMPLE = '411e25396fc035b4662b637e92aabb8df9a4d169a003b5dc7696670d4c466bb1'
const fields = { timestamp: 1_767_225_600, sessionId: 's-1', status: 'Approved', webhookType: 'status.updated' }

describe('the vectors of domain 11.1', () => {
  test('canonical text', () => expect(canonicalText(ARRIVED)).toBe(CANONICAL))
  test('V2', () => expect(hmacHex(SECRET, canonicalText(ARRIVED))).toBe(V2))
  test('Simple', () => {
    expect(simpleText(fields)).toBe('1767225600:s-1:Approved:status.updated')
    expect(hmacHex(SECRET, simpleText(fields))).toBe(SIMPLE)
  })
})

describe('canonical text', () => {
  test.each([
    ['numbers as they were written', '[1e-07,1e22,1.50,-0.0,100]', '[1e-07,1e22,1.50,-0,100]'],
    ['empty things', ' { "a" : [ ] , "b" : { } } ', '{"a":[],"b":{}}'],
    ['code points, not UTF-16', '{"\\ud83d\\ude00":1,"\\uff5e":2}', '{"～":2,"😀":1}'],
    ['words', '[true,false,null]', '[true,false,null]'],
  ])('keeps %s', (_, text, canonical) => expect(canonicalText(text)).toBe(canonical))
  test.each(['', '{', '{"a"}', '[1,]', '1 2', '{"a":1,}', 'nul'])('refuses %j', (text) =>
    expect(() => canonicalText(text)).toThrow(SyntaxError),
  )
})

describe('a signature', () => {
  const body = Buffer.from(ARRIVED)
  const headers = (of: { raw?: string; v2?: string; simple?: string }) => ({
    raw: undefined,
    v2: undefined,
    simple: undefined,
    ...of,
  })
  test('of the bytes is believed before the others', () => {
    const all = { raw: hmacHex(SECRET, body), v2: V2, simple: SIMPLE }
    expect(acceptedBy([SECRET], headers(all), body, fields)).toBe('raw')
    expect(acceptedBy([SECRET], headers({ ...all, raw: 'f'.repeat(64) }), body, fields)).toBe('v2')
    expect(acceptedBy([SECRET], headers({ raw: '', v2: '', simple: SIMPLE }), body, fields)).toBe('simple')
  })
  test('of another secret, of another body or of nobody is none', () => {
    expect(acceptedBy(['another-secret'], headers({ v2: V2, simple: SIMPLE }), body, fields)).toBeUndefined()
    const other = Buffer.from(ARRIVED.replace('Approved', 'Declined'))
    expect(acceptedBy([SECRET], headers({ v2: V2 }), other, { ...fields, status: 'Declined' })).toBeUndefined()
    expect(acceptedBy([SECRET], headers({}), body, fields)).toBeUndefined()
  })
  test('of either secret counts while one is being replaced', () => {
    expect(acceptedBy(['the-next-secret', SECRET], headers({ v2: V2 }), body, fields)).toBe('v2')
  })
})

describe('a webhook', () => {
  const now = 1_767_225_600_000
  const settings = { webhookSecrets: [new Secret(SECRET)], environment: 'sandbox' } as const
  const content = (of: object = {}) => ({
    event_id: '0b8f7c52-6f0e-4b1e-9d0a-3f1c2d4e5f60',
    webhook_type: 'status.updated',
    timestamp: now / 1000,
    created_at: now / 1000 - 1,
    environment: 'sandbox',
    session_id: 's-1',
    status: 'Approved',
    decision: { id_verifications: [{ full_name: 'Somebody Else' }] },
    ...of,
  })
  const read = (body: object, at: { header?: number; live?: boolean; secret?: string } = {}) => {
    const raw = Buffer.from(JSON.stringify(body))
    const headers = {
      'x-signature': hmacHex(at.secret ?? SECRET, raw),
      'x-timestamp': String(at.header ?? now / 1000),
    }
    return () => readDiditWebhook({ ...settings, environment: at.live ? 'live' : 'sandbox' }, headers, raw, now)
  }
  test('says what has happened, and nothing of the person', () => {
    expect(read(content())()).toEqual({
      eventId: '0b8f7c52-6f0e-4b1e-9d0a-3f1c2d4e5f60',
      type: 'status.updated',
      signature: 'raw',
      facts: { providerSessionId: 's-1', status: 'Approved', at: now - 1000 },
    })
  })
  test.each([
    ['a body of 5 minutes ago', content({ timestamp: now / 1000 - 301 }), {}],
    ['a body of the future', content({ timestamp: now / 1000 + 301 }), {}],
    ['what is still to happen', content({ created_at: now / 1000 + 301 }), {}],
    ['a header of 5 minutes ago', content(), { header: now / 1000 - 301 }],
    ['a header that is no number', content(), { header: NaN }],
  ])('with %s is not of now', (_, body, at) => {
    expect(read(body, at)).toThrow(expect.objectContaining({ status: 401, code: 'stale-webhook' }))
  })
  test('of another secret is nobody’s', () => {
    expect(read(content(), { secret: 'filao-other-secret' })).toThrow(
      expect.objectContaining({ status: 401, code: 'invalid-signature' }),
    )
  })
  test('of a sandbox is refused in production', () => {
    expect(read(content(), { live: true })).toThrow(expect.objectContaining({ status: 403 }))
    expect(read(content({ environment: 'live' }), { live: true })).not.toThrow()
  })
  test.each([
    {},
    content({ event_id: 'one' }),
    content({ webhook_type: '' }),
    content({ timestamp: '1767225600' }),
    content({ status: 'a\u0000b' }),
  ])('that cannot be read is refused: %#', (body) =>
    expect(read(body)).toThrow(expect.objectContaining({ status: 400 })),
  )
})
