import { partitionOf } from '@filao/kernel'
import { newId, Problem } from '@filao/service'
import { nameLikeness } from '../names/name-score'
import type { ClientNames } from '../read/client-names.queries'
import type { Sent } from '../read/payment.queries'
import type { PaymentReads } from '../read/payment-reads.queries'
import type { TravelRule } from '../travel-rule/travel-rule'

/** What a command says that gives money in suspense to an account: the deposit that it becomes, of whom and from whom. */
export class Allocations {
  constructor(
    private readonly reads: PaymentReads,
    private readonly names: ClientNames,
    private readonly travelRule: TravelRule,
  ) {}

  async to(targetAccountId: string, { provider, payer }: Sent) {
    const { userId, mode } = await this.reads.account(targetAccountId)
    const client = await this.names.profileOf(userId)
    const name = payer.name ?? client?.name
    if (name === undefined) throw new Problem(409, 'not-caught-up', 'The client is not known here yet. Try again.')
    const nameScore = payer.name === undefined || !client ? undefined : nameLikeness(client.name, payer.name)
    const depositId = newId(partitionOf(targetAccountId))
    return {
      depositId,
      targetAccountId,
      mode,
      userId,
      reference: depositId.replaceAll('-', '').slice(-25),
      payer: { ...payer, name },
      checkId: newId(partitionOf(userId)),
      ...this.travelRule.ofReceipt(client && { ...client, userId }, {
        provider,
        payerName: payer.name,
        payerCountry: payer.country,
        nameScore,
      }),
    }
  }
}
