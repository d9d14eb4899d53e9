import { connect, type Socket } from 'node:net'
import { ScanUnavailable, type DocumentScanner, type ScanResult } from './document-scanner'

const CHUNK_BYTES = 65_536
const ANSWER_BYTES_MAX = 1_024
const FOUND = /^stream: (?<finding>.{1,200}) FOUND$/
const CLEAN = 'stream: OK'

/** Where clamd listens. */
export interface ClamdSettings {
  readonly host: string
  readonly port: number
  readonly timeoutMs: number
}

/** ClamAV's daemon over TCP: one INSTREAM a connection (clamd(8)), each chunk behind its length, an empty one at the end. */
export class ClamdScanner implements DocumentScanner {
  constructor(private readonly settings: ClamdSettings) {}

  async scan(content: Buffer): Promise<ScanResult> {
    const answer = await this.ask(content)
    if (answer === CLEAN) return { isClean: true }
    const finding = FOUND.exec(answer)?.groups?.['finding']
    if (finding !== undefined) return { isClean: false, finding }
    throw new ScanUnavailable('the scanner answered neither OK nor what it has found')
  }

  private ask(content: Buffer): Promise<string> {
    const { host, port, timeoutMs } = this.settings
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => {
        socket.destroy()
        reject(new ScanUnavailable('the scanner could not be asked', { cause }))
      }
      const parts: Buffer[] = []
      let size = 0
      const deadline = setTimeout(() => fail(new Error('no answer in time')), timeoutMs)
      const socket = connect({ host, port }, () => send(socket, content))
      socket.on('data', (part: Buffer) => {
        parts.push(part)
        size += part.length
        if (size > ANSWER_BYTES_MAX) fail(new Error('the answer is too long'))
      })
      socket.on('error', fail)
      socket.on('close', () => {
        clearTimeout(deadline)
        const answer = Buffer.concat(parts)
        // Whatever ends without the terminator was cut off: half of `stream: OK` is no answer.
        if (answer.at(-1) !== 0) return fail(new Error('the answer was cut off'))
        resolve(answer.subarray(0, -1).toString('utf8').trim())
      })
    })
  }
}

function send(socket: Socket, content: Buffer): void {
  socket.write('zINSTREAM\0')
  for (let from = 0; from < content.length; from += CHUNK_BYTES) {
    const chunk = content.subarray(from, from + CHUNK_BYTES)
    socket.write(lengthOf(chunk))
    socket.write(chunk)
  }
  socket.write(lengthOf(Buffer.alloc(0)))
}

function lengthOf(chunk: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(chunk.length)
  return length
}
