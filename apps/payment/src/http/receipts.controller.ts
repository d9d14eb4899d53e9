import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { Asked, Commands, IdempotencyKey, newId, Operation, Problem, Roles } from '@filao/service'
import { Body, Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { nameLikeness } from '../names/name-score'
import { ServiceSeal } from '../providers/service-seal'
import { ClientNames } from '../read/client-names.queries'
import type { KnownReceipt } from '../read/payment.queries'
import { PaymentReads } from '../read/payment-reads.queries'
import { TravelRule } from '../travel-rule/travel-rule'
import { Decisions } from './payment-desk'
import { AllocateBody, IdPath, ReceiptList, ReceiptQuery, ReceiptView } from './payment.schemas'
import { Word } from './word'

const DECIDED = ['receipt-not-found', 'receipt-unknown', 'same-approver', 'already-closed'] as const

/** Money that came without a known owner. What becomes of it two people of treasury say. */
@ApiTags('payment')
@Roles('treasury')
@Controller('v1/receipts')
export class ReceiptsController {
  private readonly decisions: Decisions<ReceiptView, KnownReceipt>

  constructor(
    commands: Commands<PaymentCommand, PaymentEvent>,
    private readonly reads: PaymentReads,
    private readonly names: ClientNames,
    private readonly seal: ServiceSeal,
    private readonly travelRule: TravelRule,
  ) {
    this.decisions = new Decisions(commands, (_, id) => reads.receipt(id))
  }

  @Get()
  @Roles('treasury', 'auditor')
  @ApiOkResponse({ standardSchema: ReceiptList })
  @Operation('Receipts, newest first; `suspense`: those that wait')
  list(@Query({ schema: ReceiptQuery }) query: ReceiptQuery): Promise<ReceiptList> {
    return this.reads.receipts(query)
  }

  @Word('allocate', ReceiptView, 'treasury')
  @Operation(
    'Says whose money it is: when a second person says the same it becomes a deposit, and is screened as any',
    'account-not-found',
    'not-caught-up',
    'configuration-unavailable',
    'demo-account',
    ...DECIDED,
  )
  allocate(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: AllocateBody }) { accountId: targetAccountId }: AllocateBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ReceiptView> {
    return this.decisions.decide({ id, key, caller, ...exchange }, async (known) => {
      const { accountId, sealedPayer, payerCountry, payerBank } = known
      const { userId, mode } = await this.reads.account(targetAccountId)
      const client = await this.names.profileOf(userId)
      const payerName = sealedPayer
        ? this.seal.open(id, Buffer.from(sealedPayer, 'base64')).toString('utf8')
        : undefined
      const name = payerName ?? client?.name
      if (name === undefined) throw new Problem(409, 'not-caught-up', 'The client is not known here yet. Try again.')
      const nameScore = payerName === undefined || !client ? undefined : nameLikeness(client.name, payerName)
      const depositId = newId(partitionOf(targetAccountId))
      return {
        type: 'AllocateReceipt',
        receiptId: id,
        accountId,
        depositId,
        targetAccountId,
        mode,
        userId,
        reference: depositId.replaceAll('-', '').slice(-25),
        payer: {
          name,
          ...(payerCountry !== null && { country: payerCountry }),
          ...(payerBank !== null && { bankName: payerBank }),
        },
        checkId: newId(partitionOf(userId)),
        allocatedBy: caller.userId,
        ...this.travelRule.ofReceipt(client && { ...client, userId }, {
          provider: 'bank',
          payerName,
          payerCountry: payerCountry ?? undefined,
          nameScore,
        }),
      }
    })
  }

  @Word('return', ReceiptView, 'treasury')
  @Operation('Sends it back to where it came from: the second of two people does', ...DECIDED)
  return(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ReceiptView> {
    return this.decisions.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'ReturnReceipt',
      receiptId: id,
      accountId,
      returnedBy: caller.userId,
    }))
  }
}
