import { Random } from '@filao/simulation/random'
import { HttpClient } from '../../client/http-client'
import { readProofs } from '../../client/proofs'
import type { Load } from '../load'
import type { ChaosPlatform } from '../platform'
import { checkBooks } from './books'
import { checkFacts } from './facts'
import { checkKeys } from './keys'
import { LogsCheck } from './logs'
import { checkReservations } from './reservations'
import { checkState } from './state'

const PROOFS_MS_MAX = 240_000

/** Everything that must hold when the platform is at rest. */
export class Checks {
  private readonly logs: LogsCheck
  private readonly samples: Random

  constructor(
    private readonly platform: ChaosPlatform,
    private readonly load: Load,
    seed: number,
  ) {
    this.logs = new LogsCheck(platform)
    this.samples = new Random(seed)
  }

  /** Gives what does not hold, in sentences. */
  async run(): Promise<readonly string[]> {
    const { platform, load } = this
    return [
      ...(await this.publicProofs()),
      ...(await this.logs.run()),
      ...(await checkFacts(platform)),
      ...(await checkReservations(platform)),
      ...(await checkBooks(platform)),
      ...(await checkState(platform)),
      ...(await checkKeys(platform, load, this.samples)),
    ]
  }

  /** What anybody who may ask is told. */
  private async publicProofs(): Promise<readonly string[]> {
    const { development } = this.platform
    const http = new HttpClient(development.gateway)
    try {
      const { trialBalance, clearing, audit } = await readProofs(http, development, Date.now() + PROOFS_MS_MAX)
      return [
        ...trialBalance.map((line) => `trial balance of ${line}`),
        ...clearing.map((line) => `clearing of ${line}`),
        ...audit.map((line) => `audit of ${line}`),
      ]
    } finally {
      await http.close()
    }
  }
}
