import type { Cdd, CddField, ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { partitionOf, toTimestamp } from '@filao/kernel'
import { Asked, Caller, Commands, newId, Operation, Preference, Roles, type Preferences } from '@filao/service'
import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common'
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { KycSessions } from '../intake/kyc-sessions.consumer'
import type { OwnKyc } from '../read/own-kyc.queries'
import { OwnKycQueries } from '../read/own-kyc.queries'
import { DueDiligenceBody, KycView } from './kyc.schemas'

const WAIT_MS_MAX = 2_000
const LOOK_MS = 50
const SHOWN_CHARACTERS = 4

/** A client's way of proving who they are. */
@ApiTags('kyc')
@Roles('client')
@Controller('v1/kyc')
export class KycController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly own: OwnKycQueries,
    private readonly sessions: KycSessions,
  ) {}

  @Post('sessions')
  @ApiCreatedResponse({ standardSchema: KycView })
  @ApiAcceptedResponse({ description: 'The same, before the provider has given a session', standardSchema: KycView })
  @Operation(
    'Begins, goes on or tries again; waits until the provider has given a session, at most 2 s, else 202',
    'subject-unknown',
    'awaiting-approval',
    'kyc-already-approved',
    'kyc-attempts-exhausted',
  )
  async start(@Asked() { caller, ...exchange }: Asked, @Preference() preference: Preferences): Promise<KycView> {
    const { userId } = caller
    const partition = partitionOf(userId)
    const command: ComplianceCommand = {
      type: 'StartKyc',
      userId,
      caseId: newId(partition),
      sessionId: newId(partition),
      provider: this.sessions.provider,
    }
    await this.commands.submit({ command, ...exchange })
    this.sessions.wake()
    let kyc = await this.own.of(userId)
    const deadline = Date.now() + (preference.respondAsync ? 0 : WAIT_MS_MAX)
    while (kyc.isWaitingForSession && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      kyc = await this.own.of(userId)
    }
    exchange.reply.status(kyc.isWaitingForSession ? 202 : 201)
    return viewOf(kyc)
  }

  @Get()
  @ApiOkResponse({ standardSchema: KycView })
  @Operation('How far the proof has come, and what is missing')
  async read(@Caller() caller: Caller): Promise<KycView> {
    const kyc = await this.own.of(caller.userId)
    // Whoever looks has come back from the provider: its word may be ahead of its webhook.
    if (kyc.session?.url !== undefined) this.sessions.sync(kyc.session.id)
    return viewOf(kyc)
  }

  @Put('due-diligence')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: KycView })
  @Operation('What the client says of themselves; staff compare it with evidence', 'subject-unknown', 'identity-locked')
  async declare(
    @Body({ schema: DueDiligenceBody }) body: DueDiligenceBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<KycView> {
    const facts = Object.entries(body).filter(([, value]) => value !== undefined)
    const cdd = Object.fromEntries(facts.map(([field, value]) => [field as CddField, { value }])) as Cdd
    const command: ComplianceCommand = { type: 'SetCdd', userId, cdd, by: { kind: 'client', id: userId } }
    await this.commands.submit({ command, ...exchange })
    return viewOf(await this.own.of(userId))
  }
}

function viewOf(kyc: OwnKyc): KycView {
  const { session, identity } = kyc
  return {
    status: kyc.status,
    submittedAt: kyc.submittedAt === undefined ? null : toTimestamp(kyc.submittedAt),
    attemptsLeft: Math.max(0, kyc.attemptsMax - kyc.attempts),
    canStart: kyc.canStart,
    session: session ? { id: session.id, status: session.status, url: session.url ?? null } : null,
    identity: identity
      ? { ...identity, ...(identity.documentNumber && { documentNumber: masked(identity.documentNumber) }) }
      : null,
    dueDiligence: [...kyc.dueDiligence],
    reasons: [...kyc.reasons],
    reviewDueOn: kyc.reviewDueOn ?? null,
  }
}

const masked = (number: string): string => `…${number.slice(-SHOWN_CHARACTERS)}`
