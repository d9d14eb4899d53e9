import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import {
  Asked,
  Caller,
  Commands,
  Configuration,
  IdempotencyKey,
  isSteppedUp,
  newId,
  Operation,
  Problem,
  Roles,
  Scope,
  StepUp,
  VIEWERS,
  Views,
} from '@filao/service'
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { COOLING_OFF } from '../configuration.schemas'
import { nameLikeness } from '../names/name-score'
import { ServiceSeal } from '../providers/service-seal'
import { ClientNames } from '../read/client-names.queries'
import type { KnownBankAccount } from '../read/payment.queries'
import { PaymentReads, sightOf } from '../read/payment-reads.queries'
import { PaymentDesk } from './payment-desk'
import { AddBankAccountBody, BankAccountList, BankAccountQuery, BankAccountView, IdPath } from './payment.schemas'
import { Word } from './word'

const DECIDED = ['bank-account-not-found', 'bank-account-unknown'] as const

/** Where an account may be paid out to. */
@ApiTags('payment')
@Scope('bank_accounts')
@Controller('v1/bank-accounts')
export class BankAccountsController {
  private readonly desk: PaymentDesk<BankAccountView, KnownBankAccount>

  constructor(
    private readonly commands: Commands<PaymentCommand, PaymentEvent>,
    private readonly reads: PaymentReads,
    private readonly configuration: Configuration,
    views: Views,
    private readonly names: ClientNames,
    private readonly seal: ServiceSeal,
  ) {
    const find = (caller: Caller, id: string): Promise<KnownBankAccount> => reads.bankAccount(caller, id)
    this.desk = new PaymentDesk({ commands, reads, views, kind: 'bank_accounts', find })
  }

  @Post()
  @StepUp()
  @ApiCreatedResponse({ standardSchema: BankAccountView })
  @Operation(
    'Adds a bank account: it is screened and verified, and usable after its cooling-off period',
    'account-not-found',
    'demo-account',
    'step-up-required',
    'bank-account-limit',
    'bank-account-exists',
    'idempotency-mismatch',
    'not-caught-up',
    'configuration-unavailable',
  )
  async add(
    @Body({ schema: AddBankAccountBody }) body: AddBankAccountBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<BankAccountView> {
    const owned = await this.reads.owned(caller, body.accountId)
    if (owned.userId !== caller.userId) throw new Problem(404, 'account-not-found', 'There is no such account.')
    const clientName = await this.names.nameOf(caller.userId)
    if (clientName === undefined)
      throw new Problem(409, 'not-caught-up', 'Your profile is not known here yet. Try again.')
    const { accountId: _, currency, ...destination } = body
    const number = body.iban ?? body.accountNumber!
    const place = [body.country, body.bankCode ?? body.swiftCode ?? '', number].join('|')
    const command: PaymentCommand = {
      type: 'AddBankAccount',
      bankAccountId: newId(partitionOf(owned.accountId)),
      ...owned,
      destinationType: 'bank',
      country: body.country,
      currency,
      destination,
      last4: number.slice(-4),
      fingerprint: this.seal.fingerprint('destination', place),
      nameScore: nameLikeness(clientName, body.holderName),
      checkId: newId(partitionOf(owned.userId)),
      steppedUp: isSteppedUp(caller),
      coolingOffHours: this.configuration.current(COOLING_OFF).value,
    }
    const { subject } = await this.commands.submit({ command, ...exchange, key })
    return (await this.reads.bankAccount(caller, subject)).view
  }

  @Get()
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: BankAccountList })
  @Operation('The bank accounts of an account, newest first: no number is shown but its end', 'account-not-found')
  async list(
    @Query({ schema: BankAccountQuery }) { accountId }: BankAccountQuery,
    @Asked() asked: Asked,
  ): Promise<BankAccountList> {
    return this.reads.bankAccounts(await this.desk.account(accountId, asked), sightOf(asked.caller))
  }

  @Delete(':id')
  @StepUp()
  @ApiOkResponse({ standardSchema: BankAccountView })
  @Operation('Removes a bank account that nothing is being paid to', 'withdrawal-in-flight', ...DECIDED)
  remove(@Param({ schema: IdPath }) { id }: IdPath, @Asked() asked: Asked): Promise<BankAccountView> {
    const missing = (): Problem => new Problem(404, 'bank-account-not-found', 'There is no such bank account.')
    const removalOf = ({ accountId }: KnownBankAccount): PaymentCommand => ({
      type: 'RemoveBankAccount',
      bankAccountId: id,
      accountId,
    })
    return this.desk.decideOwn({ id, ...asked }, removalOf, missing)
  }

  @Word('verify', BankAccountView, 'compliance', 'mlro')
  @Operation(
    'Says on documents that an account of another name is the client’s: the second of two people does',
    'hit-open',
    'same-approver',
    'already-closed',
    ...DECIDED,
  )
  verify(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<BankAccountView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'VerifyBankAccount',
      bankAccountId: id,
      accountId,
      verifiedBy: caller.userId,
      verification: 'document',
    }))
  }

  @Word('reject', BankAccountView, 'compliance', 'mlro')
  @Operation('Rejects a bank account that is not yet verified', 'already-closed', ...DECIDED)
  reject(
    @Param({ schema: IdPath }) { id }: IdPath,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<BankAccountView> {
    return this.desk.decide({ id, key, caller, ...exchange }, ({ accountId }) => ({
      type: 'RejectBankAccount',
      bankAccountId: id,
      accountId,
      rejectedBy: caller.userId,
    }))
  }
}
