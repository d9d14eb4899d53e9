/** Longest command, and what clamd takes in one stream by default (StreamMaxLength), in bytes. */
const COMMAND_BYTES_MAX = 64
const STREAM_BYTES_MAX = 26_214_400
const LENGTH_BYTES = 4

/** What a client of clamd has said so far. */
export type Said =
  | { readonly kind: 'more' }
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'stream'; readonly content: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'unknown' }

/** Reads clamd's commands with the prefix `z` or `n` (clamd(8)), and the chunks that follow INSTREAM. */
export class ClamdReader {
  private buffer = Buffer.alloc(0)
  private readonly chunks: Buffer[] = []
  private size = 0
  private isStreaming = false
  /** What ends a command of this client, and its answer. */
  terminator = '\0'

  take(part: Buffer): Said {
    this.buffer = Buffer.concat([this.buffer, part])
    if (!this.isStreaming) {
      const said = this.command()
      if (said.kind !== 'command' || said.name !== 'INSTREAM') return said
      this.isStreaming = true
    }
    return this.stream()
  }

  private command(): Said {
    this.terminator = this.buffer[0] === 'n'.charCodeAt(0) ? '\n' : '\0'
    const end = this.buffer.indexOf(this.terminator)
    if (end < 0) return { kind: this.buffer.length > COMMAND_BYTES_MAX ? 'unknown' : 'more' }
    const name = this.buffer.subarray(1, end).toString('latin1')
    this.buffer = this.buffer.subarray(end + 1)
    return { kind: 'command', name }
  }

  private stream(): Said {
    while (this.buffer.length >= LENGTH_BYTES) {
      const length = this.buffer.readUInt32BE(0)
      if (length === 0) return { kind: 'stream', content: Buffer.concat(this.chunks) }
      if (this.size + length > STREAM_BYTES_MAX) return { kind: 'too_large' }
      if (this.buffer.length < LENGTH_BYTES + length) break
      this.chunks.push(this.buffer.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
      this.size += length
      this.buffer = this.buffer.subarray(LENGTH_BYTES + length)
    }
    return { kind: 'more' }
  }
}
