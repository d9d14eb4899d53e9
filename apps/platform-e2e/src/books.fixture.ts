import type { Session } from './api.fixture'
import { eventually } from './platform.fixture'

interface Balances {
  readonly assets: readonly {
    readonly asset: string
    readonly sum: string
    readonly accounts: readonly { readonly kind: string; readonly balance: string }[]
  }[]
}

/** The trial balance is zero whenever it is asked for, and clearing is empty once nothing is in flight. */
export async function expectBooksToAddUp(staff: Session): Promise<void> {
  await eventually(
    async () => {
      const { assets } = (await staff.get('/v1/trial-balance')).body as unknown as Balances
      expect(assets.length).toBeGreaterThan(0)
      expect(assets.filter(({ sum }) => sum !== '0')).toEqual([])
      return assets.flatMap(({ asset, accounts }) => accounts.map((account) => ({ asset, ...account })))
    },
    (accounts) => accounts.every(({ kind, balance }) => kind !== 'clearing' || balance === '0'),
  )
}
