import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

const PRODUCE = 0
const HOST = '127.0.0.1'
const LENGTH_BYTES = 4

/** What happens to the next reply to a produce request. */
export type Loss = 'swallow' | 'swallow and hang up'

/**
 * Stands between a client and a broker and loses replies: the broker has written the records, and the client never
 * learns it. It puts its own address into the broker's answers, or the client would go around it. For tests.
 */
export class LossyProxy {
  /** Replies lost so far. */
  lost = 0
  /** While true no reply passes, to any request: a broker that hangs with its sockets open. */
  frozen = false
  private loss: Loss | undefined
  private readonly sockets = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    private readonly broker: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client) => this.serve(client))
  }

  static async open(address: string): Promise<LossyProxy> {
    const [host, port] = address.split(':')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
    return new LossyProxy(server, { host: host!, port: Number(port) })
  }

  get address(): string {
    return `${HOST}:${(this.server.address() as AddressInfo).port}`
  }

  /** Loses the next reply to a produce request. */
  loseNext(loss: Loss): void {
    this.loss = loss
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private serve(client: Socket): void {
    const broker = connect(this.broker)
    const produces = new Set<number>()
    const hangUp = (): void => {
      client.destroy()
      broker.destroy()
    }
    for (const socket of [client, broker]) {
      this.sockets.add(socket)
      socket.on('error', hangUp).on('close', hangUp)
    }
    eachFrame(client, (frame) => {
      if (frame.readInt16BE(4) === PRODUCE) produces.add(frame.readInt32BE(8))
      broker.write(frame)
    })
    eachFrame(broker, (frame) => {
      if (this.frozen) return
      if (this.loss && produces.has(frame.readInt32BE(4))) {
        this.lost++
        const loss = this.loss
        this.loss = undefined
        return loss === 'swallow' ? undefined : hangUp()
      }
      client.write(this.redirected(frame))
    })
  }

  /** What the broker says of its own address becomes the proxy's, wherever the broker runs. */
  private redirected(frame: Buffer): Buffer {
    const theirs = hostAndPort(this.broker)
    const ours = hostAndPort({ host: HOST, port: (this.server.address() as AddressInfo).port })
    const parts: Buffer[] = []
    let from = 0
    for (let at = frame.indexOf(theirs); at >= 0; at = frame.indexOf(theirs, from)) {
      parts.push(frame.subarray(from, at), ours)
      from = at + theirs.length
    }
    const redirected = Buffer.concat([...parts, frame.subarray(from)])
    redirected.writeInt32BE(redirected.length - LENGTH_BYTES)
    return redirected
  }
}

/** As the protocol writes a broker: a string behind its length of two bytes, then the port. */
function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): Buffer {
  const name = Buffer.from(host)
  const bytes = Buffer.alloc(2 + name.length + 4)
  bytes.writeInt16BE(name.length)
  name.copy(bytes, 2)
  bytes.writeInt32BE(port, 2 + name.length)
  return bytes
}

function eachFrame(socket: Socket, onFrame: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    while (rest.length >= LENGTH_BYTES && rest.length >= LENGTH_BYTES + rest.readInt32BE(0)) {
      const end = LENGTH_BYTES + rest.readInt32BE(0)
      onFrame(Buffer.from(rest.subarray(0, end)))
      rest = rest.subarray(end)
    }
  })
}
