import { ask, type Session } from './api.fixture'
import type { Development } from './platform.fixture'

/** A price from outside may be so old in these tests. */
const AGE_MS_MAX = 15_000

/** The world outside that quotes instruments: the simulator, told what to say and how to fail. */
export class PriceProvider {
  private readonly address: string

  constructor({ simulators }: Development) {
    this.address = `${simulators['prices']}/simulator`
  }

  async tell(path: 'instruments' | 'faults', body: object): Promise<void> {
    const { status } = await ask(`${this.address}/${path}`, { method: 'POST', body })
    if (status >= 300) throw new Error(`the simulator of prices answered ${status}`)
  }

  quote(symbol: string, price: number): Promise<void> {
    return this.tell('instruments', { symbol, calendarCode: 'ALWAYS', tick: 0.01, price })
  }

  /** Lists an instrument that only the world outside quotes. */
  async list(admin: Session, symbol: string, price: number): Promise<void> {
    await this.quote(symbol, price)
    const terms = { name: symbol, assetType: 'stock', exchange: 'NASDAQ', quoteCurrency: 'USD', tickSize: '0.01' }
    const issuer = { legalName: `${symbol} Works Ltd`, country: 'MUS' }
    const asset = { symbol, issuer, calendarCode: 'ALWAYS', quoteAgeMsMax: AGE_MS_MAX, ...terms }
    const { status, body } = await admin.post('/v1/assets', asset)
    if (status !== 201) throw new Error(`the instrument was not listed: ${JSON.stringify(body)}`)
  }

  /** Symbols whose prices are streamed now. */
  async streamed(): Promise<readonly string[]> {
    return (await ask(`${this.address}/state`)).body['streamed'] as string[]
  }
}
