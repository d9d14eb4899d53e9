import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { formatUnits, parseUnits, ZERO } from '@filao/money'
import {
  Asked,
  Caller,
  Commands,
  Configuration,
  IdempotencyKey,
  isSteppedUp,
  Operation,
  Preference,
  Problem,
  RateClass,
  Roles,
  Scope,
  StepUp,
  VIEWERS,
  Views,
  type Preferences,
} from '@filao/service'
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common'
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { MINIMUM, WITHDRAWAL_FEES } from '../configuration.schemas'
import { Awaited } from '../read/awaited.queries'
import type { KnownWithdrawal } from '../read/payment.queries'
import { PaymentReads } from '../read/payment-reads.queries'
import { PaymentDesk } from './payment-desk'
import { PayoutTerms } from './payout-terms'
import {
  ApproveBody,
  CreateWithdrawalBody,
  IdPath,
  PaymentReasonBody,
  ReissueBody,
  ResolveBody,
  WithdrawalList,
  WithdrawalQuery,
  WithdrawalView,
} from './payment.schemas'
import { Word } from './word'

const POINTERS = {
  bank_account_unknown: '/bankAccountId',
  bank_account_not_verified: '/bankAccountId',
  bank_account_cooling_off: '/bankAccountId',
  currency_mismatch: '/currency',
  amount_below_min: '/amount',
  amount_out_of_range: '/amount',
}
const DECIDED = ['withdrawal-not-found', 'withdrawal-unknown', 'in-progress', 'already-closed'] as const

/** Money that goes out: asked for by clients, approved by treasury, kept back by compliance. */
@ApiTags('payment')
@Scope('withdrawals')
@Controller('v1/withdrawals')
export class WithdrawalsController {
  private readonly desk: PaymentDesk<WithdrawalView, KnownWithdrawal>

  constructor(
    private readonly commands: Commands<PaymentCommand, PaymentEvent>,
    private readonly reads: PaymentReads,
    private readonly awaited: Awaited,
    private readonly configuration: Configuration,
    views: Views,
    private readonly payoutTerms: PayoutTerms,
  ) {
    const find = (caller: Caller, id: string): Promise<KnownWithdrawal> => reads.withdrawal(caller, id)
    this.desk = new PaymentDesk({ commands, reads, views, kind: 'withdrawals', find })
  }

  @Post()
  @StepUp()
  @RateClass('withdrawals')
  @ApiCreatedResponse({
    description: 'The withdrawal, its funds reserved; or rejected',
    standardSchema: WithdrawalView,
  })
  @ApiAcceptedResponse({ description: 'The withdrawal, before wallet has answered', standardSchema: WithdrawalView })
  @Operation(
    'Asks for money to be paid out to a verified bank account, and waits until its funds are reserved',
    'account-not-found',
    'bank-account-not-found',
    'bank-account-unknown',
    'bank-account-not-verified',
    'bank-account-cooling-off',
    'currency-mismatch',
    'amount-below-min',
    'amount-out-of-range',
    'step-up-required',
    'demo-account',
    'under-review',
    'travel-rule-failed',
    'idempotency-mismatch',
    'not-caught-up',
    'configuration-unavailable',
  )
  async create(
    @Body({ schema: CreateWithdrawalBody }) body: CreateWithdrawalBody,
    @IdempotencyKey() key: string,
    @Preference() preference: Preferences,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    const owned = await this.reads.owned(caller, body.accountId)
    if (owned.userId !== caller.userId) {
      throw new Problem(404, 'bank-account-not-found', 'There is no such bank account.')
    }
    const { currency, amount, bankAccountId } = body
    const terms = await this.payoutTerms.of(caller, { owned, bankAccountId, currency, amount })
    const fee = this.configuration.current(WITHDRAWAL_FEES).value[currency]
    const minimum = this.configuration.current(MINIMUM).value[currency]
    const command: PaymentCommand = {
      type: 'RequestWithdrawal',
      ...terms,
      mode: owned.mode,
      amount: parseUnits(amount),
      fee: fee === undefined ? ZERO : parseUnits(fee),
      steppedUp: isSteppedUp(caller),
      minimum: minimum === undefined ? ZERO : parseUnits(minimum),
    }
    const { withdrawalId } = terms
    const settled = preference.respondAsync ? undefined : this.awaited.settled(withdrawalId)
    const { subject } = await this.commands.submit({ command, ...exchange, key, pointers: POINTERS })
    await (subject === withdrawalId ? settled : undefined)
    const { view, isReserved } = await this.reads.withdrawal(caller, subject)
    exchange.reply.status(preference.respondAsync || (!isReserved && view.status === 'pending') ? 202 : 201)
    return view
  }

  @Get()
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: WithdrawalList })
  @Operation('Withdrawals, newest first: the own ones; staff name an account, or see all', 'account-not-found')
  list(@Query({ schema: WithdrawalQuery }) query: WithdrawalQuery, @Asked() asked: Asked): Promise<WithdrawalList> {
    return this.desk.list(query.accountId, asked, (accountId, sight) => this.reads.withdrawals(accountId, query, sight))
  }

  @Get(':id')
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: WithdrawalView })
  @Operation('One withdrawal', 'withdrawal-not-found')
  one(@Param({ schema: IdPath }) { id }: IdPath, @Asked() asked: Asked): Promise<WithdrawalView> {
    return this.desk.one({ id, ...asked })
  }

  @Delete(':id')
  @ApiOkResponse({ standardSchema: WithdrawalView })
  @Operation(
    'Cancels a withdrawal that nobody has approved; one that was cancelled before is answered alike',
    ...DECIDED,
  )
  cancel(@Param({ schema: IdPath }) { id }: IdPath, @Asked() asked: Asked): Promise<WithdrawalView> {
    const missing = (): Problem => new Problem(404, 'withdrawal-not-found', 'There is no such withdrawal.')
    const cancelOf = ({ accountId }: KnownWithdrawal): PaymentCommand => ({
      type: 'CancelWithdrawal',
      withdrawalId: id,
      accountId,
    })
    return this.desk.decideOwn({ id, ...asked }, cancelOf, missing)
  }

  @Word('approve', WithdrawalView, 'treasury')
  @Operation(
    'Approves a withdrawal: one person, or two by its value; never the client',
    'not-reviewable',
    'on-hold',
    'same-approver',
    'approval-changed',
    'senior-approval-required',
    ...DECIDED,
  )
  approve(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ApproveBody }) { approvalHash }: ApproveBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'ApproveWithdrawal',
      withdrawalId: id,
      accountId,
      approvedBy: caller.userId,
      isSenior: caller.isSeniorManagement,
      approvalHash,
    }))
  }

  @Word('reject', WithdrawalView, 'treasury')
  @Operation('Rejects a withdrawal: what was reserved is the client’s again', ...DECIDED)
  reject(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: PaymentReasonBody }) { reason }: PaymentReasonBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId, userId }) => ({
      type: 'RejectWithdrawal',
      withdrawalId: id,
      accountId,
      userId,
      rejectedBy: caller.userId,
      reason,
    }))
  }

  @Word('flag', WithdrawalView, 'compliance', 'mlro', 'treasury')
  @Operation('Keeps a withdrawal back; what was approved has to be approved anew', ...DECIDED)
  flag(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: PaymentReasonBody }) { reason }: PaymentReasonBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId, userId }) => ({
      type: 'FlagWithdrawal',
      withdrawalId: id,
      accountId,
      userId,
      flaggedBy: caller.userId,
      reason,
    }))
  }

  @Word('unflag', WithdrawalView, 'compliance', 'mlro')
  @Operation(
    'Lets a withdrawal that was kept back go on to its review',
    'not-flagged',
    'hit-open',
    'under-review',
    'same-approver',
    ...DECIDED,
  )
  unflag(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'UnflagWithdrawal',
      withdrawalId: id,
      accountId,
      unflaggedBy: caller.userId,
    }))
  }

  @Word('resolve', WithdrawalView, 'treasury')
  @Operation(
    'Says, on evidence, what became of a payout that the provider cannot tell, or tells otherwise than it had ended: the ' +
      'second of two people does. What was completed and never left is credited anew; for what had failed and left all the ' +
      'same two people adjust the balance, with POST /v1/adjustments',
    'not-allowed-in-state',
    'same-approver',
    'withdrawal-not-found',
    'withdrawal-unknown',
  )
  resolve(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ResolveBody }) { outcome, evidence }: ResolveBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId, userId }) => ({
      type: 'ResolvePayout',
      withdrawalId: id,
      accountId,
      userId,
      resolvedBy: caller.userId,
      outcome,
      evidence,
    }))
  }

  @Word('reissue', WithdrawalView, 'treasury')
  @Operation(
    'Pays out again what came back to a closed account, to a bank account of the client’s: answers the withdrawal that it ' +
      'becomes, which is screened as any and takes another person to approve',
    'withdrawal-not-found',
    'withdrawal-unknown',
    'not-allowed-in-state',
    'same-approver',
    'bank-account-not-found',
    'bank-account-unknown',
    'bank-account-not-verified',
    'bank-account-cooling-off',
    'currency-mismatch',
    'under-review',
    'travel-rule-failed',
    'not-caught-up',
    'configuration-unavailable',
  )
  async reissue(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReissueBody }) { bankAccountId }: ReissueBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<WithdrawalView> {
    const { view: source, ...owned } = await this.reads.withdrawal(caller, id)
    const { currency } = source
    const amount = formatUnits(parseUnits(source.amount) - parseUnits(source.fee))
    const command: PaymentCommand = {
      type: 'ReissueWithdrawal',
      ...(await this.payoutTerms.of(caller, { owned, bankAccountId, currency, amount })),
      sourceId: id,
      reissuedBy: caller.userId,
      isSenior: caller.isSeniorManagement,
    }
    const { subject } = await this.commands.submit({ command, ...exchange, key, pointers: POINTERS })
    return this.desk.one({ id: subject, caller, ...exchange })
  }
}
