import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { groupMessages } from './message-grouping'
import { decodeRecord, type BatchContext, type DecodedRecord } from './record-decoder'
import { encodeRecord, type RecordFields } from './record-encoder'
import { toInRecord } from './kafka-record'
import { putVarlong, sizeOfVarint, putVarint, VarintReader } from './varint'

// The stock modules are the slow, obvious implementation that the fast ones are held against.
const stockEncode = require('kafkajs/src/protocol/recordBatch/record/v0') as (fields: RecordFields) => {
  buffer: Buffer
  size(): number
}
const stockDecode = require('kafkajs/src/protocol/recordBatch/record/v0/decoder') as (
  decoder: object,
  context: BatchContext,
) => Record<string, unknown>
const stockGroup = require('kafkajs/src/producer/groupMessagesPerPartition') as typeof groupMessages
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => {
  buffer: Buffer
  offset: number
  readVarIntBytes(): Buffer
}
const Encoder = require('kafkajs/src/protocol/encoder') as {
  new (): { writeVarInt(value: number): { buffer: Buffer }; writeVarLong(value: unknown): { buffer: Buffer } }
}

const RUNS = { numRuns: 200 }
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const text = (maxLength: number) => fc.oneof(fc.string({ maxLength }), fc.string({ unit: 'binary', maxLength }))
const content = fc.oneof(bytes(300), text(300), fc.constantFrom('', 'x'.repeat(63), 'x'.repeat(64), 'é'.repeat(2000)))
const nullable = fc.option(content, { nil: null })
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
// The stock decoder mistakes names like `constructor` for repeated ones, because it looks them up in a plain object.
const name = text(40).filter((candidate) => !(candidate in {}))
const headers = fc.dictionary(name, fc.oneof(content, fc.array(content, { minLength: 1, maxLength: 3 })), {
  maxKeys: 15,
})
const record: fc.Arbitrary<RecordFields> = fc.record({
  offsetDelta: fc.nat(2 ** 31 - 1),
  timestampDelta: fc.oneof(fc.integer({ min: -1000, max: 1000 }), int32, fc.maxSafeInteger()),
  key: fc.option(nullable, { nil: undefined }),
  value: nullable,
  headers,
})
const context: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
  firstTimestamp: fc.bigInt({ min: 0n, max: 2n ** 52n }).map(String),
  maxTimestamp: fc.bigInt({ min: 1n, max: 2n ** 52n }).map(String),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
})

const bodyOf = (encoded: Buffer) => new Decoder(new Decoder(encoded).readVarIntBytes())
const asStock = ({
  magicByte,
  attributes,
  timestamp,
  offset,
  key,
  value,
  headers,
  isControlRecord,
}: DecodedRecord) => ({
  magicByte,
  attributes,
  timestamp,
  offset,
  key,
  value,
  headers,
  isControlRecord,
})

test('records are encoded to the bytes of the stock encoder', () => {
  fc.assert(
    fc.property(record, (fields) => {
      const fast = encodeRecord(fields)
      const stock = stockEncode(fields)
      expect(fast.buffer.equals(stock.buffer)).toBe(true)
      expect(fast.size()).toBe(stock.size())
    }),
    RUNS,
  )
})

test('records that share a slab do not touch each other', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 2, maxLength: 20 }), (all) => {
      const fast = all.map((fields) => encodeRecord(fields))
      all.forEach((fields, index) => expect(fast[index]!.buffer.equals(stockEncode(fields).buffer)).toBe(true))
    }),
    { numRuns: 50 },
  )
})

test.each([0, 1, 16_000, 65_000, 262_144, 1_048_576])(
  'a value of %i bytes is encoded alike, and what follows it',
  (size) => {
    for (const value of [Buffer.alloc(size, 0xa5), 'é'.repeat(size / 2)]) {
      const fields = { value, headers: { ce_id: 'wallet/1/2' } }
      const next = { value: 'next', headers: { ce_id: 'wallet/1/3' } }
      const fast = [encodeRecord(fields), encodeRecord(next)]
      expect(fast[0]!.buffer.equals(stockEncode(fields).buffer)).toBe(true)
      expect(fast[1]!.buffer.equals(stockEncode(next).buffer)).toBe(true)
    }
  },
)

test('records are decoded to what the stock decoder reads', () => {
  fc.assert(
    fc.property(record, context, (fields, batch) => {
      const { buffer } = stockEncode(fields)
      const { batchContext: _context, ...stock } = stockDecode(bodyOf(buffer), { ...batch })
      return isDeepStrictEqual(asStock(decodeRecord(bodyOf(buffer), { ...batch })), { ...stock })
    }),
    RUNS,
  )
})

test('the record of the seam is the same from both codecs', () => {
  fc.assert(
    fc.property(record, context, (fields, batch) => {
      const { buffer } = stockEncode(fields)
      const fast = toInRecord(decodeRecord(bodyOf(buffer), { ...batch }))
      const stock = toInRecord(stockDecode(bodyOf(buffer), { ...batch }) as never)
      // One codec meets a header three times and says so twice; what is repeated is the same.
      return isDeepStrictEqual(
        { ...fast, repeatedHeaders: new Set(fast.repeatedHeaders) },
        { ...stock, repeatedHeaders: new Set(stock.repeatedHeaders) },
      )
    }),
    RUNS,
  )
})

test('a name that every object has is an ordinary header', () => {
  const headers = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' }
  const decoded = decodeRecord(bodyOf(encodeRecord({ value: '', headers }).buffer), base())
  expect([...decoded.headerMap].map(([key, value]) => [key, String(value)])).toEqual(Object.entries(headers))
  expect(decoded.repeatedHeaders).toBeUndefined()
})

test('a header without value is written as null and is absent when read', () => {
  const decoded = decodeRecord(bodyOf(encodeRecord({ value: null, headers: { gone: null, here: 'x' } }).buffer), base())
  expect([...decoded.headerMap.keys()]).toEqual(['here'])
  expect(decoded.headers).toEqual({ gone: null, here: Buffer.from('x') })
})

test('an undefined header is refused, as the stock encoder does', () => {
  const fields = { value: '', headers: { ce_id: undefined } } as never
  expect(() => encodeRecord(fields)).toThrow(TypeError)
  // Thrown by node itself, whose TypeError is not the test runner's.
  expect(() => stockEncode(fields)).toThrow('Received undefined')
})

test('a record cut off anywhere is an error and never a wrong record', () => {
  const { buffer } = bodyOf(encodeRecord({ key: 'k', value: 'value', headers: { ce_id: '1', ce_type: 't' } }).buffer)
  for (let length = 0; length < buffer.length; length++) {
    expect(() => decodeRecord({ buffer: buffer.subarray(0, length), offset: 0 }, base())).toThrow(
      'a record ends too early',
    )
  }
})

test('integers are written and read as Kafka writes them', () => {
  const into = Buffer.alloc(16)
  fc.assert(
    fc.property(int32, (value) => {
      const end = putVarint(into, 0, value)
      expect(into.subarray(0, end).equals(new Encoder().writeVarInt(value).buffer)).toBe(true)
      expect(sizeOfVarint(value)).toBe(end)
      expect(new VarintReader(into, 0).varint()).toBe(value)
    }),
    RUNS,
  )
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const end = putVarlong(into, 0, value)
      expect(BigInt(new VarintReader(into, 0).varlong())).toBe(value)
      // The stock encoder's zigzag is only right where its own Long is: within the safe integers.
      if (Number.isSafeInteger(Number(value))) {
        expect(into.subarray(0, end).equals(new Encoder().writeVarLong(value).buffer)).toBe(true)
      }
    }),
    RUNS,
  )
})

test('messages are grouped as the stock module groups them', () => {
  const message = fc.record({ partition: fc.nat(5), value: fc.string() })
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 50 }),
      fc.array(fc.constant({}), { maxLength: 6 }),
      (messages, metadata) => {
        const grouping = {
          topic: 't',
          partitionMetadata: metadata,
          messages,
          partitioner: ({ message }: { message: { partition: number } }) => message.partition,
        }
        expect(groupMessages(grouping)).toEqual(stockGroup(grouping))
      },
    ),
  )
})

const base = (): BatchContext => ({ firstOffset: '0', firstTimestamp: '0' })
