import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { Asked, Commands, IdempotencyKey, Operation, Roles } from '@filao/service'
import { Body, Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { KnownReceipt } from '../read/receipt.queries'
import { PaymentReads } from '../read/payment-reads.queries'
import { Allocations } from './allocations'
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
    private readonly allocations: Allocations,
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
    @Body({ schema: AllocateBody }) { accountId: target }: AllocateBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ReceiptView> {
    return this.decisions.decide({ id, key, caller, ...exchange }, async (known) => {
      const allocation = await this.allocations.to(target, await this.reads.sentReceipt(known))
      return {
        type: 'AllocateReceipt',
        receiptId: id,
        accountId: known.accountId,
        ...allocation,
        allocatedBy: caller.userId,
      }
    })
  }

  @Word('return', ReceiptView, 'treasury')
  @Operation('Sends it back to where it came from: the second of two people does', 'under-review', ...DECIDED)
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
