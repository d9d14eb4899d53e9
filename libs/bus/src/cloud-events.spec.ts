import { linkedCommandId, sourceOf } from '@filao/contracts'
import { MalformedEnvelope, parseSource, readCloudEvent, textHeaders } from './cloud-events'

const written = {
  ce_specversion: '1.0',
  ce_id: 'wallet/3/17',
  ce_source: '/filao/wallet/3',
  ce_sequence: '17',
  ce_type: 'filao.wallet.FundsReserved.v1',
  ce_subject: '0190f2b4-5c1e-7c04-8a31-9d2a6b1f0c11',
  ce_time: '2026-03-02T08:30:00.125Z',
  ce_dataschema: 'urn:filao:wallet:FundsReserved:v1',
  ce_actor: 'client:0190f2b4-5c1e-7c04-8a31-9d2a6b1f0c12',
  ce_correlationid: 'c-1',
  ce_causationid: 'c-2',
  ce_hash: 'ab'.repeat(32),
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'content-type': 'application/json',
}
const record = (headers: Record<string, string | Buffer>, repeatedHeaders?: string[]) => ({
  headers: new Map(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value as string)])),
  repeatedHeaders,
})
const without = (name: keyof typeof written) => {
  const { [name]: _gone, ...rest } = written
  return record(rest)
}

test('an envelope is read into typed attributes', () => {
  expect(readCloudEvent(record(written))).toEqual({
    id: 'wallet/3/17',
    source: '/filao/wallet/3',
    type: 'filao.wallet.FundsReserved.v1',
    subject: written.ce_subject,
    time: Date.UTC(2026, 2, 2, 8, 30, 0, 125),
    dataSchema: written.ce_dataschema,
    actor: written.ce_actor,
    correlationId: 'c-1',
    causationId: 'c-2',
    sequence: 17,
    hash: written.ce_hash,
    traceparent: written.traceparent,
  })
})

test('a forwarded command has no sequence and no hash', () => {
  const { ce_sequence: _sequence, ce_hash: _hash, ...forwarded } = written
  expect(readCloudEvent(record(forwarded))).toMatchObject({ sequence: undefined, hash: undefined })
})

test.each([
  'ce_specversion',
  'ce_id',
  'ce_source',
  'ce_type',
  'ce_subject',
  'ce_time',
  'ce_dataschema',
  'ce_actor',
  'ce_correlationid',
  'ce_causationid',
  'content-type',
] as const)('an envelope without %s is malformed', (name) => {
  expect(() => readCloudEvent(without(name))).toThrow(new MalformedEnvelope(`missing header ${name}`))
  expect(() => readCloudEvent(record({ ...written, [name]: '' }))).toThrow(MalformedEnvelope)
})

test('a repeated attribute is malformed, because either value would be a guess', () => {
  expect(() => readCloudEvent(record(written, ['ce_id']))).toThrow(new MalformedEnvelope('repeated header ce_id'))
  expect(() => textHeaders(record(written, ['ce_hash']))).toThrow(MalformedEnvelope)
})

test('a repeated header that is no attribute does no harm', () => {
  expect(readCloudEvent(record(written, ['x-proxy'])).id).toBe('wallet/3/17')
})

test.each([
  ['ce_specversion', '0.3'],
  ['content-type', 'application/cloudevents+json'],
  ['ce_time', 'yesterday'],
  ['ce_sequence', '0'],
  ['ce_sequence', '-1'],
  ['ce_sequence', '1e3'],
  ['ce_sequence', '9999999999999999'],
  ['ce_hash', 'AB'.repeat(32)],
  ['ce_commandshash', 'ab'],
])('%s with the value %s is malformed', (name, value) => {
  expect(() => readCloudEvent(record({ ...written, [name]: value }))).toThrow(MalformedEnvelope)
})

test('bytes that are not UTF-8 are malformed and not silently replaced', () => {
  expect(() => readCloudEvent(record({ ...written, ce_subject: Buffer.from([0xff, 0xfe]) }))).toThrow(/not UTF-8/)
})

test('all headers are to be had as text, whatever their names', () => {
  const headers = { ...written, 'x-größe': '12 µm', constructor: 'x' }
  expect({ ...textHeaders(record(headers)) }).toEqual(headers)
})

test('the source tells service and partition', () => {
  expect(parseSource(sourceOf('wallet', 12))).toEqual({ service: 'wallet', partition: 12 })
  for (const foreign of [
    '/filao/wallet/012',
    '/filao/wallet',
    'filao/wallet/1',
    '/filao/wallet/1/2',
    '/other/wallet/1',
  ]) {
    expect(() => parseSource(foreign)).toThrow(MalformedEnvelope)
  }
})

test('the id of a linked command is taken as it is', () => {
  const id = linkedCommandId({ source: 'order', partition: 1, target: 'wallet', targetPartition: 3, sequence: 9 })
  expect(readCloudEvent(record({ ...written, ce_id: id })).id).toBe('order/1/wallet/3/9')
})
