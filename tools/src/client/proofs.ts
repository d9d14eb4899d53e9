import type { Development } from './development'
import type { People } from '../start/people'
import type { HttpClient } from './http-client'
import { Session } from './session'

/** What shows that nothing was lost: in words, empty when all is well. */
export interface Proofs {
  readonly trialBalance: readonly string[]
  /** Empty when every trade is settled: what one side has paid in, the other has taken out. */
  readonly clearing: readonly string[]
  readonly audit: readonly string[]
  /** How many assets the trial balance adds up, and how many records the audit holds. */
  readonly assets: number
  readonly records: number
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
    readonly count: string
    readonly gapAt: string | null
    readonly stopped: string | null
    readonly agrees: boolean
  }[]
}

const PAUSE_MS = 1_000

/** Asks for the trial balance and for what the audit holds, as the staff who may. */
export class ProofReader {
  private constructor(
    private readonly treasury: Session,
    private readonly auditor: Session,
  ) {}

  static async logIn(http: HttpClient, { staff }: People): Promise<ProofReader> {
    return new ProofReader(await Session.logIn(http, staff.treasury1!), await Session.logIn(http, staff.auditor!))
  }

  async read(): Promise<Proofs> {
    const { assets } = (await this.treasury.get('/v1/trial-balance')) as unknown as TrialBalance
    const { items } = (await this.auditor.get('/v1/audit/completeness')) as unknown as Completeness
    return {
      trialBalance: assets.filter(({ sum }) => sum !== '0').map(({ asset, sum }) => `${asset}: ${sum}`),
      clearing: assets.flatMap(({ asset, accounts }) =>
        accounts
          .filter(({ kind, balance }) => kind === 'clearing' && balance !== '0')
          .map(({ balance }) => `${asset}: ${balance}`),
      ),
      audit: items
        .filter(({ agrees, gapAt, stopped }) => !agrees || gapAt !== null || stopped !== null)
        .map(({ source, partition, gapAt }) => `${source}/${partition}: ${gapAt ? `gap at ${gapAt}` : 'behind'}`),
      assets: assets.length,
      records: items.reduce((sum, { count }) => sum + Number(count), 0),
    }
  }

  /** Reads until `deadline` again, as long as something is not well. */
  async readUntilWell(deadline: number): Promise<Proofs> {
    for (;;) {
      const proofs = await this.read()
      const isWell = proofs.trialBalance.length + proofs.clearing.length + proofs.audit.length === 0
      if (isWell || Date.now() > deadline) return proofs
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

/** The proofs of a platform, waited for until `deadline`. */
export async function readProofs(http: HttpClient, development: Development, deadline: number): Promise<Proofs> {
  return (await ProofReader.logIn(http, development)).readUntilWell(deadline)
}
