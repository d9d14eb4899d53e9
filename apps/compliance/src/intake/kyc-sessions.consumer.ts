import { documentKindOf, PROVIDER_STATES } from '@filao/compliance'
import type { ComplianceCommand } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { BackgroundWork, submitOwn, type Log } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { documentKeyOf } from '../documents/document-key'
import type { ProviderFiles } from '../documents/provider-files'
import type { KycProvider, ProviderDecision } from '../kyc/kyc-provider'
import type { SubjectQueries } from '../read/subject.queries'
import type { ComplianceEngine } from '../definition'

const LOOK_MS = 1_000
const WANTED_MAX = 50
/** A session that says nothing for this long is asked about (domain 11.1). */
const SILENT_MS = 15 * 60_000
const SILENT_MAX = 20
/** How soon the same session is asked about again because somebody looks at it. */
const SYNC_MS = 5_000

interface Parts {
  readonly engine: ComplianceEngine
  readonly db: Queryable
  readonly subjects: Pick<SubjectQueries, 'one'>
  readonly provider: KycProvider
  readonly files: Pick<ProviderFiles, 'copy'>
  readonly log: Log
  /** Makes a document's number a value that can be compared and not read. */
  readonly documentKey: Buffer
  readonly now?: () => number
}

/** Statuses that come with a decision. */
const DECIDED: ReadonlySet<string> = new Set(['Approved', 'Declined', 'In Review', 'Resubmitted', 'Kyc Expired'])

/**
 * Asks the provider: for the sessions that clients want, for what it thinks of them, and again of those of whom it says
 * nothing. What it answers becomes commands; no rule waits for it.
 */
export class KycSessions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private readonly askedAt = new Map<Id, number>()
  private readonly now: () => number

  constructor(private readonly parts: Parts) {
    this.now = parts.now ?? (() => Date.now())
    this.work = new BackgroundWork(parts.log, {
      failing: 'what the KYC provider was to be asked is not done',
      intervalMs: LOOK_MS,
      startsAfterMs: LOOK_MS,
      round: () => this.look(),
    })
  }

  get provider(): string {
    return this.parts.provider.name
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Somebody wants a session. */
  wake(): void {
    this.work.wake()
  }

  /** Somebody looks at a session: what the provider says of it is fetched, not oftener than every 5 s. */
  sync(sessionId: Id): void {
    const last = this.askedAt.get(sessionId) ?? 0
    if (this.now() - last < SYNC_MS) return
    this.askedAt.set(sessionId, this.now())
    this.fetch(sessionId).catch((error: Error) => this.parts.log.warn({ error }, 'a session is not synchronised yet'))
  }

  /** Fetches what the provider says of a session, and has it decided on. */
  async fetch(sessionId: Id): Promise<void> {
    const { rows } = await this.parts.db.query({
      name: 'compliance_session_provider',
      text: 'SELECT user_id, didit_session_id FROM compliance.kyc_sessions WHERE id = $1',
      values: [sessionId],
    })
    if (!rows[0]) return
    const { user_id: userId, didit_session_id: providerSessionId } = rows[0] as Record<string, string>
    const decision = await this.parts.provider.decisionOf(providerSessionId!)
    // The addresses of its pictures expire: what the decision stands on is kept before the decision is.
    await this.parts.files.copy({ userId: userId!, providerSessionId: providerSessionId! }, decision)
    await this.record({ userId: userId!, sessionId }, decision)
  }

  private async record(of: { userId: Id; sessionId: Id }, decision: ProviderDecision): Promise<void> {
    const { status: providerStatus } = decision
    const at = this.now()
    if (!PROVIDER_STATES.has(providerStatus))
      this.parts.log.error({ providerStatus, sessionId: of.sessionId }, 'a status of the provider is not known')
    if (!DECIDED.has(providerStatus)) {
      await this.submit({ type: 'RecordKycSessionStatus', ...of, providerStatus, at, fetched: true })
      return
    }
    const { identity, warnings, evidence } = decision
    const command: ComplianceCommand = {
      type: 'RecordKycDecision',
      ...of,
      providerStatus,
      at,
      identity,
      warnings: [...warnings],
      evidence,
      documentExpiresOn: identity.expiresOn,
      documentKey: this.documentKeyOf(identity),
    }
    const refused = await this.submit(command)
    if (refused === 'duplicate_identity') await this.submit({ ...command, duplicate: true })
  }

  private documentKeyOf({ documentCountry, documentType, documentNumber }: ProviderDecision['identity']) {
    if (documentNumber === undefined) return undefined
    const kind = documentKindOf(documentType) ?? documentType ?? ''
    return documentKeyOf(this.parts.documentKey, { country: documentCountry ?? '', kind, number: documentNumber })
  }

  private async look(): Promise<void> {
    await this.createWanted()
    await this.askSilent()
  }

  private async createWanted(): Promise<void> {
    const { db, engine } = this.parts
    const { rows } = await db.query({
      name: 'compliance_wanted_sessions',
      text: `SELECT user_id, wanted_session_id FROM compliance.kyc_cases
        WHERE wanted_session_id IS NOT NULL AND partition = ANY ($1::smallint[]) ORDER BY position LIMIT $2`,
      values: [engine.owned, WANTED_MAX],
    })
    await Promise.all(
      (rows as Record<string, string>[]).map((row) =>
        this.create(row['user_id']!, row['wanted_session_id']!).catch((error: Error) =>
          this.parts.log.warn({ error }, 'the KYC provider gave no session yet'),
        ),
      ),
    )
  }

  private async create(userId: Id, sessionId: Id): Promise<void> {
    const subject = await this.parts.subjects.one(userId)
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
    const { profile } = subject ?? {}
    const made = await this.parts.provider.createSession({
      userId,
      firstName: text(profile?.firstName),
      lastName: text(profile?.lastName),
      dateOfBirth: text(profile?.dateOfBirth),
      nationality: text(profile?.nationality),
    })
    await this.submit({
      type: 'RecordKycSession',
      userId,
      sessionId,
      providerSessionId: made.providerSessionId,
      providerStatus: made.status,
      workflowId: made.workflowId,
      workflowVersion: made.workflowVersion,
      url: made.url,
    })
  }

  private async askSilent(): Promise<void> {
    const { db, engine } = this.parts
    const { rows } = await db.query({
      name: 'compliance_silent_sessions',
      text: `SELECT id FROM compliance.kyc_sessions
        WHERE status IN ('pending', 'in_progress', 'in_review', 'resubmitted') AND partition = ANY ($1::smallint[])
          AND updated_at < to_timestamp($2) AND NOT (id = ANY ($3::uuid[])) ORDER BY updated_at LIMIT $4`,
      values: [engine.owned, (this.now() - SILENT_MS) / 1000, this.askedLately(), SILENT_MAX],
    })
    for (const { id } of rows as { id: string }[]) {
      this.askedAt.set(id, this.now())
      await this.fetch(id).catch((error: Error) => this.parts.log.warn({ error }, 'a silent session is asked again'))
    }
  }

  /** Sessions that were asked about within the time that one may be silent. Others are forgotten. */
  private askedLately(): string[] {
    for (const [id, at] of this.askedAt) if (this.now() - at > SILENT_MS) this.askedAt.delete(id)
    return [...this.askedAt.keys()]
  }

  private async submit(command: ComplianceCommand): Promise<string | undefined> {
    const answer = await submitOwn(this.parts.engine, command, { actor: `provider:${this.provider}` })
    if (answer.kind === 'failed') throw new Error(`${command.type} failed`)
    return answer.kind === 'refused' ? answer.refusal.refused : undefined
  }
}
