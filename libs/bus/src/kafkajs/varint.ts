/** Bytes of a length, count or offset as Kafka's zigzag varint at most. */
export const VARINT_BYTES_MAX = 5
/** Bytes of a timestamp delta as Kafka's zigzag varlong at most. */
export const VARLONG_BYTES_MAX = 10

/** Bytes that {@link putVarint} writes. */
export function sizeOfVarint(value: number): number {
  let rest = (value << 1) ^ (value >> 31)
  let size = 1
  while ((rest & 0xffffff80) !== 0) {
    size++
    rest >>>= 7
  }
  return size
}

/** Writes a signed 32-bit integer and returns the place after it. */
export function putVarint(into: Buffer, at: number, value: number): number {
  let rest = (value << 1) ^ (value >> 31)
  while ((rest & 0xffffff80) !== 0) {
    into[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  into[at++] = rest
  return at
}

/** Writes a signed 64-bit integer and returns the place after it. */
export function putVarlong(into: Buffer, at: number, value: number | bigint | string): number {
  // Zigzag of a 32-bit integer is the same in both widths, and almost every delta is one.
  if (typeof value === 'number' && (value | 0) === value) return putVarint(into, at, value)
  const wide = BigInt(value)
  let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n))
  while (rest > 0x7fn) {
    into[at++] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
  }
  into[at++] = Number(rest)
  return at
}

/** Reads integers one after the other. Running past the end throws, where the stock decoder makes up a number. */
export class VarintReader {
  constructor(
    readonly bytes: Buffer,
    public at: number,
  ) {}

  varint(): number {
    const { bytes } = this
    let byte = bytes[this.at++]!
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    throw new CorruptRecord('varint of more than 5 bytes')
  }

  varlong(): number | bigint {
    const first = this.bytes[this.at]!
    if (first < 0x80) {
      this.at++
      return (first >>> 1) ^ -(first & 1)
    }
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
    }
    throw new CorruptRecord('varlong of more than 10 bytes')
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw new CorruptRecord('a record ends too early')
    return this.bytes[this.at++]!
  }

  /** A view of so many bytes. */
  slice(length: number): Buffer {
    const end = this.at + length
    if (!(end <= this.bytes.length)) throw new CorruptRecord('a record ends too early')
    const view = this.bytes.subarray(this.at, end)
    this.at = end
    return view
  }
}

/** Bytes from the broker that are no record. An ordinary error, so that the client fetches again. */
export class CorruptRecord extends Error {
  override readonly name = 'CorruptRecord'
}
