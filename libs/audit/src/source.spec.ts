import { kindOfSource, originOf, type Place } from './source'

const events: Place = { service: 'order', kind: 'events', partition: 2 }
const commands: Place = { service: 'wallet', kind: 'commands', partition: 3 }
const event = { ce_id: 'order/2/17', ce_source: '/filao/order/2', ce_sequence: '17' }
const linked = { ce_id: 'order/2/wallet/3/17', ce_source: '/filao/order/2', ce_sequence: '17' }
const request = { ce_id: '0190a7d4-7c1e-5000-8000-0000000000c1', ce_source: '/filao/wallet/0' }

test('an event belongs to the log of its partition', () => {
  expect(originOf(events, event)).toEqual({ kind: 'log', source: 'order', sourcePartition: 2, position: 17 })
})
test('a linked command belongs to the link between two partitions', () => {
  expect(originOf(commands, linked)).toEqual({
    kind: 'link',
    source: 'order>wallet/3',
    sourcePartition: 2,
    position: 17,
  })
})
test('a forwarded command is known by its id', () => {
  expect(originOf(commands, request)).toEqual({
    kind: 'request',
    source: '>wallet',
    sourcePartition: 3,
    commandId: request.ce_id,
  })
})
test.each<[string, Place, Record<string, string>]>([
  ['an event of another partition', events, { ...event, ce_source: '/filao/order/1' }],
  ['an event of another service', events, { ...event, ce_source: '/filao/wallet/2' }],
  ['an event whose id says another position', events, { ...event, ce_id: 'order/2/18' }],
  ['an event without a position', events, { ce_id: event.ce_id, ce_source: event.ce_source }],
  ['position zero', events, { ...event, ce_id: 'order/2/0', ce_sequence: '0' }],
  ['a position that no number can hold', events, { ...event, ce_sequence: '99999999999999999' }],
  ['a command of another link', commands, { ...linked, ce_id: 'order/2/wallet/1/17' }],
  ['a command of nobody', commands, { ...linked, ce_source: 'order/2' }],
  ['a forwarded command without a UUID', commands, { ...request, ce_id: 'x' }],
])('%s has no stream', (_, place, headers) => {
  expect(typeof originOf(place, headers)).toBe('string')
})
test.each([
  ['order', 'log'],
  ['order>wallet/3', 'link'],
  ['>wallet', 'request'],
])('the name %s stands for a %s', (source, kind) => {
  expect(kindOfSource(source)).toBe(kind)
})
test('the longest name fits into the column', () => {
  const place: Place = { service: 'compliance', kind: 'commands', partition: 1023 }
  const headers = { ce_id: 'compliance/1023/compliance/1023/1', ce_source: '/filao/compliance/1023', ce_sequence: '1' }
  const origin = originOf(place, headers)
  expect(typeof origin === 'object' && origin.source.length).toBeLessThanOrEqual(40)
})
