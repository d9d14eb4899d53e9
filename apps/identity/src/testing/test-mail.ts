import { SubjectKeys } from '@filao/service'
import { FileKeyWrap } from '../keys/key-wrap'
import { SubjectKeyTable } from '../keys/subject-key-table'
import { Deliveries } from '../mail/deliveries'
import { DeliveryQueries } from '../mail/deliveries.queries'
import type { Message } from '../mail/mailer'
import { OneTimeTokens } from '../tokens/one-time-tokens'
import { ServerKey } from '../tokens/server-key'
import type { IdentityEngine } from './identity-engine.store'

const WAIT_MS = 20
/** Only what hangs meets it. */
const WAITS_MAX = 2_000

/** Sends what a running identity wants sent into memory, when told to. */
export class TestMail {
  readonly messages: Message[] = []
  /** What every send ends with, until it is taken away. */
  failing: Error | undefined
  readonly alarms: object[] = []
  private readonly deliveries: Deliveries
  private readonly read = new Map<string, number>()
  private tries = 0

  constructor({ database, engine, folder }: IdentityEngine) {
    const log = { warn: () => undefined, error: (alarm: object) => this.alarms.push(alarm) } as never
    this.deliveries = new Deliveries({
      queries: new DeliveryQueries(database.service),
      owned: () => engine.owned,
      keys: new SubjectKeys(new SubjectKeyTable(database.service, new FileKeyWrap(folder)), ['cdd']),
      tokens: new OneTimeTokens(ServerKey.inFolder(folder)),
      settings: {
        publicUrl: 'https://filao.test',
        mailer: {
          send: (message) => {
            this.tries += 1
            if (this.failing) return Promise.reject(this.failing)
            this.messages.push(message)
            return Promise.resolve(`test-${this.messages.length}`)
          },
          close: () => undefined,
        },
      },
      log,
    })
  }

  send(): Promise<number> {
    return this.deliveries.sendDue()
  }

  to(address: string): Message[] {
    return this.messages.filter(({ to }) => to === address)
  }

  /** The next message to somebody. The follower that queues it comes after the answer, so it may have to be waited for. */
  async next(address: string): Promise<Message> {
    const place = this.read.get(address) ?? 0
    for (let wait = 0; wait < WAITS_MAX && this.to(address).length <= place; wait += 1) await this.look()
    const message = this.to(address)[place]
    if (!message) throw new Error(`nothing was sent to ${address}`)
    this.read.set(address, place + 1)
    return message
  }

  /** Waits until a message to somebody has been tried. */
  async settled(address: string): Promise<void> {
    const before = this.tries
    for (let wait = 0; wait < WAITS_MAX && this.tries === before && this.to(address).length === 0; wait += 1) {
      await this.look()
    }
  }

  private async look(): Promise<void> {
    await this.send()
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
  }
}
