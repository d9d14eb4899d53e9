import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

const PRODUCE = 0

/** What happens to the next reply to a produce request. */
export type Loss = 'swallow' | 'swallow and hang up'

/**
 * Stands between a client and a broker and loses replies: the broker has written the records, and the client never
 * learns it. It puts its own port into the broker's answers, or the client would go around it. For tests.
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
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new LossyProxy(server, { host: host!, port: Number(port) })
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`
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

  /** The broker's port, as it stands behind a host name in what it says of the cluster, becomes the proxy's. */
  private redirected(frame: Buffer): Buffer {
    const theirs = Buffer.alloc(4)
    theirs.writeInt32BE(this.broker.port)
    const { host } = this.broker
    const pattern = Buffer.concat([Buffer.from([0, host.length]), Buffer.from(host), theirs])
    for (let at = frame.indexOf(pattern); at >= 0; at = frame.indexOf(pattern, at + pattern.length)) {
      frame.writeInt32BE((this.server.address() as AddressInfo).port, at + 2 + host.length)
    }
    return frame
  }
}

function eachFrame(socket: Socket, onFrame: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      onFrame(Buffer.from(rest.subarray(0, end)))
      rest = rest.subarray(end)
    }
  })
}
