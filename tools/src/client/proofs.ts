import type { Development } from './development'
import type { HttpClient } from './http-client'
import { Session } from './session'

/** What shows that nothing was lost: in words, empty when all is well. */
export interface Proofs {
  readonly trialBalance: readonly string[]
  /** Empty when every trade is settled: what one side has paid in, the other has taken out. */
  readonly clearing: readonly string[]
  readonly audit: readonly string[]
}

interface TrialBalance {
  readonly assets: readonly {
    readonly asset: string
    readonly sum: string
    readonly accounts: readonly { readonly kind: string; readonly balance: string }[]
  }[]
}
interface Completeness {
  readonly items: readonly {
    readonly source: string
    readonly partition: number
    readonly gapAt: string | null
    readonly stopped: string | null
    readonly agrees: boolean
  }[]
}

const PAUSE_MS = 1_000

/** Asks for the trial balance and for what the audit holds; until `deadline` again, as long as something is not well. */
export async function readProofs(http: HttpClient, { staff }: Development, deadline: number): Promise<Proofs> {
  const treasury = await Session.logIn(http, staff['treasury1']!)
  const auditor = await Session.logIn(http, staff['auditor']!)
  for (;;) {
    const { assets } = (await treasury.get('/v1/trial-balance')) as unknown as TrialBalance
    const { items } = (await auditor.get('/v1/audit/completeness')) as unknown as Completeness
    const proofs = {
      trialBalance: assets.filter(({ sum }) => sum !== '0').map(({ asset, sum }) => `${asset}: ${sum}`),
      clearing: assets.flatMap(({ asset, accounts }) =>
        accounts
          .filter(({ kind, balance }) => kind === 'clearing' && balance !== '0')
          .map(({ balance }) => `${asset}: ${balance}`),
      ),
      audit: items
        .filter(({ agrees, gapAt, stopped }) => !agrees || gapAt !== null || stopped !== null)
        .map(({ source, partition, gapAt }) => `${source}/${partition}: ${gapAt ? `gap at ${gapAt}` : 'behind'}`),
    }
    const isWell = proofs.trialBalance.length + proofs.clearing.length + proofs.audit.length === 0
    if (isWell || Date.now() > deadline) return proofs
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
