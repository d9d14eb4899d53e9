import { createHmac } from 'node:crypto'

/** Choices that follow from a seed and a name: whoever asks in another order gets the same. */
export class Chance {
  constructor(private readonly seed: number) {}

  bytes(name: string): Buffer {
    return createHmac('sha256', String(this.seed)).update(name).digest()
  }

  /** 0 ≤ share < 1. */
  share(name: string): number {
    return this.bytes(name).readUInt32BE(0) / 2 ** 32
  }

  uuid(name: string): string {
    const bytes = this.bytes(name)
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
  }
}
