import { VarintReader } from './varint'

/** What the client knows of the batch around a record. */
export interface BatchContext {
  readonly firstOffset: string
  readonly firstTimestamp: string
  readonly magicByte?: number
  readonly isControlBatch?: boolean
  readonly timestampType?: number
  readonly maxTimestamp?: string
  /** The two numbers above as bigint, kept here because they are asked for with every record. */
  base?: { readonly offset: bigint; readonly timestamp: bigint }
}

type StockHeaders = Record<string, Buffer | null | (Buffer | null)[]>

const LOG_APPEND_TIME = 1
const NONE: ReadonlyMap<string, Buffer> = new Map()

/**
 * A record as the adapter wants it (bigint, a map of headers), and behind accessors as the rest of the client wants
 * it: text numbers are made only when asked for.
 */
export class DecodedRecord {
  private offsetText: string | undefined

  constructor(
    readonly batchContext: BatchContext,
    readonly attributes: number,
    readonly position: bigint,
    private readonly timestampDelta: number | bigint,
    readonly key: Buffer | null,
    readonly value: Buffer | null,
    readonly headerMap: ReadonlyMap<string, Buffer>,
    readonly repeatedHeaders: readonly string[] | undefined,
    private readonly bytes: Buffer,
    private readonly headersAt: number,
  ) {}

  get magicByte(): number | undefined {
    return this.batchContext.magicByte
  }
  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch ?? false
  }
  get offset(): string {
    return (this.offsetText ??= String(this.position))
  }
  get time(): bigint {
    const { timestampType, maxTimestamp } = this.batchContext
    if (timestampType === LOG_APPEND_TIME && maxTimestamp) return BigInt(maxTimestamp)
    return baseOf(this.batchContext).timestamp + BigInt(this.timestampDelta)
  }
  get timestamp(): string {
    return String(this.time)
  }
  /** In the form of the stock decoder: null for a header without value, a list for one that repeats. */
  get headers(): StockHeaders {
    return stockHeaders(new VarintReader(this.bytes, this.headersAt))
  }
}

/** Replaces `recordBatch/record/v0/decoder`. The decoder that comes in holds exactly one record, without its length. */
export function decodeRecord(
  decoder: { readonly buffer: Buffer; offset: number },
  context: BatchContext,
): DecodedRecord {
  const reader = new VarintReader(decoder.buffer, decoder.offset)
  const attributes = (reader.byte() << 24) >> 24
  const timestampDelta = reader.varlong()
  const offset = baseOf(context).offset + BigInt(reader.varint())
  const key = nullable(reader)
  const value = nullable(reader)
  const headersAt = reader.at
  let headers = NONE
  let repeated: string[] | undefined
  const count = reader.varint()
  if (count > 0) {
    const map = new Map<string, Buffer>()
    for (let index = 0; index < count; index++) {
      const name = nameOf(reader, index)
      const bytes = nullable(reader)
      if (bytes === null) continue
      if (map.has(name)) (repeated ??= []).push(name)
      else map.set(name, bytes)
    }
    headers = map
  }
  decoder.offset = reader.at
  return new DecodedRecord(
    context,
    attributes,
    offset,
    timestampDelta,
    key,
    value,
    headers,
    repeated,
    decoder.buffer,
    headersAt,
  )
}

const baseOf = (context: BatchContext): NonNullable<BatchContext['base']> =>
  (context.base ??= {
    offset: BigInt(context.firstOffset),
    timestamp: BigInt(context.firstTimestamp),
  })

function nullable(reader: VarintReader): Buffer | null {
  const length = reader.varint()
  return length < 0 ? null : reader.slice(length)
}

const PREDICTED_MAX = 32
/** The name last seen at each place: records of one kind carry the same headers in the same order. */
const predicted: { readonly bytes: Buffer; readonly name: string }[] = []

/** Comparing with the name expected here is cheaper than making a string, and gives one whose hash is known. */
function nameOf(reader: VarintReader, index: number): string {
  const length = reader.varint()
  const guess = predicted[index]
  if (guess?.bytes.length === length && isNext(reader, guess.bytes)) {
    reader.at += length
    return guess.name
  }
  const view = reader.slice(Math.max(length, 0))
  const name = view.toString('utf8')
  if (index < PREDICTED_MAX) predicted[index] = { bytes: Buffer.from(view), name }
  return name
}

function isNext({ bytes, at }: VarintReader, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false
  return true
}

function stockHeaders(reader: VarintReader): StockHeaders {
  const headers: StockHeaders = {}
  for (let count = reader.varint(); count > 0; count--) {
    const name = reader.slice(reader.varint()).toString('utf8')
    const value = nullable(reader)
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined
    headers[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return headers
}
