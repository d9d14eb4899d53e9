import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import {
  Asked,
  Caller,
  Commands,
  Configuration,
  IdempotencyKey,
  newId,
  Operation,
  Problem,
  Roles,
  Scope,
  VIEWERS,
  Views,
} from '@filao/service'
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { DEPOSIT_FEES, EXPIRY, METHODS, SETTLEMENT_DAYS } from '../configuration.schemas'
import { Awaited } from '../read/awaited.queries'
import type { Payment } from '../read/payment.queries'
import { PaymentReads } from '../read/payment-reads.queries'
import { Allocations } from './allocations'
import { PaymentDesk } from './payment-desk'
import {
  AllocateBody,
  CreateDepositBody,
  DepositList,
  DepositQuery,
  DepositView,
  IdPath,
  type CreateDepositBody as Create,
} from './payment.schemas'
import { Word } from './word'

const HOUR_MS = 3_600_000
const POINTERS = { amount_out_of_range: '/amount', method_not_available: '/method' }
const FOUND = ['deposit-not-found', 'deposit-unknown', 'not-allowed-in-state', 'configuration-unavailable'] as const
const DECIDED = [...FOUND, 'already-cleared'] as const

/** Money that comes in: asked for by clients, looked after by staff. */
@ApiTags('payment')
@Scope('payments')
@Controller('v1/deposits')
export class DepositsController {
  private readonly desk: PaymentDesk<DepositView, Payment<DepositView>>

  constructor(
    private readonly commands: Commands<PaymentCommand, PaymentEvent>,
    private readonly reads: PaymentReads,
    private readonly awaited: Awaited,
    private readonly configuration: Configuration,
    private readonly allocations: Allocations,
    views: Views,
  ) {
    const find = (caller: Caller, id: string): Promise<Payment<DepositView>> => reads.deposit(caller, id)
    this.desk = new PaymentDesk({ commands, reads, views, kind: 'deposits', find })
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: DepositView })
  @Operation(
    'Asks for a deposit: answers the reference to pay with, or the page to pay on',
    'account-not-found',
    'method-not-available',
    'kyc-not-approved',
    'under-review',
    'demo-account',
    'amount-out-of-range',
    'idempotency-mismatch',
    'configuration-unavailable',
  )
  async create(
    @Body({ schema: CreateDepositBody }) body: Create,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DepositView> {
    const owned = await this.reads.owned(caller, body.accountId)
    if (owned.userId !== caller.userId) throw new Problem(404, 'account-not-found', 'There is no such account.')
    const method = this.configuration.current(METHODS).value.find((known) => known === body.method)
    if (method === undefined) throw methodNotAvailable()
    const depositId = newId(partitionOf(owned.accountId))
    const provider = method === 'bank_transfer' ? 'bank' : 'mips'
    const made = provider === 'mips' ? this.awaited.settled(depositId) : undefined
    const command: PaymentCommand = {
      type: 'InitiateDeposit',
      depositId,
      ...owned,
      currency: body.currency,
      amount: parseUnits(body.amount),
      method,
      provider,
      reference: depositId.replaceAll('-', '').slice(-25),
      feeRate: parseUnits(this.configuration.current(DEPOSIT_FEES).value[method]),
      settlementDays: this.configuration.current(SETTLEMENT_DAYS).value[method],
      expiresAt: Date.now() + this.configuration.current(EXPIRY).value[method] * HOUR_MS,
    }
    const { subject } = await this.commands.submit({ command, ...exchange, key, pointers: POINTERS })
    if (subject === depositId) await made
    return (await this.reads.deposit(caller, subject)).view
  }

  @Get()
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: DepositList })
  @Operation(
    'Deposits, newest first: the own ones; staff name an account, or see all',
    'account-not-found',
    'configuration-unavailable',
  )
  list(@Query({ schema: DepositQuery }) query: DepositQuery, @Asked() asked: Asked): Promise<DepositList> {
    return this.desk.list(query.accountId, asked, (accountId, sight) => this.reads.deposits(accountId, query, sight))
  }

  @Get(':id')
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: DepositView })
  @Operation('One deposit', 'deposit-not-found', 'configuration-unavailable')
  one(@Param({ schema: IdPath }) { id }: IdPath, @Asked() asked: Asked): Promise<DepositView> {
    return this.desk.one({ id, ...asked })
  }

  @Word('hold', DepositView, 'compliance', 'mlro')
  @Operation('Keeps back a deposit that has come in', 'nothing-received', ...DECIDED)
  hold(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DepositView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'HoldDeposit',
      depositId: id,
      accountId,
      heldBy: caller.userId,
    }))
  }

  @Word('release', DepositView, 'compliance', 'mlro')
  @Operation(
    'Lets a held deposit go on: the second of two people does',
    'not-held',
    'same-approver',
    'hit-open',
    'not-settled',
    ...DECIDED,
  )
  release(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DepositView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'ReleaseDeposit',
      depositId: id,
      accountId,
      releasedBy: caller.userId,
    }))
  }

  @Word('refund', DepositView, 'treasury')
  @Operation(
    'Sends back what was never credited, or what its closed account cannot take: the second of two people does',
    'nothing-received',
    'under-review',
    'same-approver',
    ...DECIDED,
  )
  refund(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DepositView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'RefundDeposit',
      depositId: id,
      accountId,
      refundedBy: caller.userId,
    }))
  }

  @Word('allocate', DepositView, 'treasury')
  @Operation(
    'Gives what its closed account cannot take to another account of the client: when a second person says the same it ' +
      'becomes a deposit there, and is screened as any',
    'account-not-found',
    'account-of-another',
    'not-caught-up',
    'demo-account',
    'same-approver',
    ...FOUND,
  )
  allocate(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: AllocateBody }) { accountId: target }: AllocateBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DepositView> {
    return this.desk.decide({ id, key, caller, ...exchange }, async ({ accountId, userId }) => {
      const { depositId: targetDepositId, ...allocation } = await this.allocations.to(
        target,
        await this.reads.sentDeposit(id, { userId }),
      )
      const allocatedBy = caller.userId
      return { type: 'AllocateDeposit', depositId: id, accountId, targetDepositId, ...allocation, allocatedBy }
    })
  }
}

const methodNotAvailable = (): Problem =>
  new Problem(422, 'method-not-available', 'Money cannot be paid in this way.', {
    errors: [{ pointer: '/method', code: 'method-not-available', detail: 'This method is not on.' }],
  })
