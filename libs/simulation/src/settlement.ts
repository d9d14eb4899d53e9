import type { OrderEvent, WalletEvent } from '@filao/contracts'
import { demand } from './broken'

interface Progress {
  readonly buy: { readonly accountId: string; legs: number; items: number }
  readonly sell: { readonly accountId: string; legs: number; items: number }
  settled: number
}

/** Follows every trade from its execution to the closing of its clearing items. */
export class Settlement {
  private readonly trades = new Map<string, Progress>()

  get size(): number {
    return this.trades.size
  }

  order(event: OrderEvent): void {
    if (event.type === 'TradeExecuted') {
      const { tradeId, buy, sell } = event
      demand(!this.trades.has(tradeId), `trade ${tradeId} is executed once`)
      this.trades.set(tradeId, { buy: begun(buy.accountId), sell: begun(sell.accountId), settled: 0 })
    } else if (event.type === 'TradeSettled') {
      const trade = this.of(event.tradeId)
      trade.settled += 1
      demand(trade.settled === 1, `trade ${event.tradeId} is settled once`)
      demand(trade.buy.legs === 1 && trade.sell.legs === 1, `trade ${event.tradeId} is settled after both its legs`)
    }
  }

  wallet(event: WalletEvent): void {
    if (event.type !== 'LegSettled' && event.type !== 'OpenItemClosed') return
    const side = this.of(event.tradeId)[event.side]
    demand(side.accountId === event.accountId, `trade ${event.tradeId} settles with those who traded`)
    if (event.type === 'LegSettled') side.legs += 1
    else side.items += 1
    demand(side.legs === 1 && side.items <= 1, `the ${event.side} leg of trade ${event.tradeId} is settled once`)
  }

  /** Holds when nothing is on its way. */
  checkAtRest(): void {
    for (const [tradeId, { buy, sell, settled }] of this.trades) {
      demand(buy.legs === 1 && sell.legs === 1, `both legs of trade ${tradeId} are settled at rest`)
      demand(settled === 1, `trade ${tradeId} is settled at rest`)
      demand(buy.items === 1 && sell.items === 1, `the clearing items of trade ${tradeId} are closed at rest`)
    }
  }

  private of(tradeId: string): Progress {
    const trade = this.trades.get(tradeId)
    demand(trade !== undefined, `trade ${tradeId} was executed before it is settled`)
    return trade
  }
}

const begun = (accountId: string): Progress['buy'] => ({ accountId, legs: 0, items: 0 })
