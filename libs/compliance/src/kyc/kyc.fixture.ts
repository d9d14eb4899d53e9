import type { Cdd, CddField, ComplianceCommand, KycSessionStatus, RiskLevel } from '@filao/contracts'
import { scoring, termsOf } from '../risk/risk.fixture'
import { at, idOf, Scenario, type Outcome } from '../scenario.fixture'

export const CLIENT = idOf(1)
export const CASE = idOf(2)
export const ACCOUNT = idOf(3, 2)
export const OFFICER = idOf(91)
export const OTHER = idOf(92)
export const REVIEW = { months: { critical: 6, high: 12, medium: 24, low: 36 }, graceDays: 30, version: 0 }

/** The provider's word for each of our states. */
export const WORDS: Readonly<Record<KycSessionStatus, string>> = {
  pending: 'Not Started',
  approved: 'Approved',
  declined: 'Declined',
  expired: 'Expired',
  abandoned: 'Abandoned',
  in_progress: 'In Progress',
  in_review: 'In Review',
  resubmitted: 'Resubmitted',
  kyc_expired: 'Kyc Expired',
}

export const PAPER = idOf(70)
/** Shows what an officer verifies. */
const STATEMENT: ComplianceCommand = {
  type: 'UploadDocument',
  userId: CLIENT,
  documentId: PAPER,
  documentType: 'bank_statement',
  filePath: 'aa/statement',
  fileHash: 'c'.repeat(64),
  fileSize: 1_000,
  mediaType: 'application/pdf',
  uploadedBy: CLIENT,
}

const claim = <Value>(value: Value) => ({ value })
/** What a client says of themselves; the provider verifies some of it, officers the rest. */
export const DECLARED: Cdd = {
  otherNames: claim([]),
  residentialAddress: claim({ street: '1 Rue Désiré', city: 'Port Louis', country: 'MUS', postalCode: '11101' }),
  permanentAddress: claim({ street: '1 Rue Désiré', city: 'Port Louis', country: 'MUS', postalCode: '11101' }),
  phoneNumber: claim('+23052500000'),
  email: claim('ada@example.com'),
  occupation: claim('Engineer'),
  employer: claim('Analytical Engines Ltd'),
  purpose: claim('Saving'),
  expectedMonthlyDeposits: claim(5_000_000_000_000n),
  sourceOfFunds: claim('Salary'),
  taxResidence: claim(['MUS']),
  pepDeclaration: claim('none'),
  sourceOfWealth: claim('Inheritance'),
  transactionReasons: claim('Retirement'),
}
const IDENTITY = {
  documentType: 'Passport',
  documentNumber: 'X1234567',
  documentCountry: 'MUS',
  fullName: 'Ada Lovelace',
  dateOfBirth: '1990-12-10',
  placeOfBirth: 'Port Louis',
  nationality: 'MUS',
}

const VERSION = 'un/2026-01-05T00:00:01.000Z/0123abcd'

/** A client's way through KYC. Whoever is asked about is on no list, unless `unanswered` says that nobody has looked. */
export class KycScenario extends Scenario {
  private sessions = 0
  unanswered = false
  tier: RiskLevel = 'medium'

  override when(command: ComplianceCommand): Outcome {
    const outcome = super.when(command)
    if (this.unanswered) return this.scored(outcome)
    for (const { checkId, status } of this.state.checks.values()) if (status === 'requested') super.when(clear(checkId))
    return this.scored(outcome)
  }

  /** Whoever is due is scored at once, and of the tier that the scenario says unless a floor forbids it. */
  private scored(outcome: Outcome): Outcome {
    if (this.state.risk.isDue) super.when(scoring(this.state, this.now, termsOf(this.tier)))
    return outcome
  }

  get session(): string {
    return idOf(100 + this.sessions)
  }

  start(): ComplianceCommand {
    return { type: 'StartKyc', userId: CLIENT, caseId: CASE, sessionId: idOf(101 + this.sessions), provider: 'didit' }
  }

  /** A session that the provider has made. */
  begun(providerSessionId = `p-${this.sessions + 1}`): this {
    this.given(this.start())
    this.sessions += 1
    return this.given(this.made(providerSessionId))
  }

  made(providerSessionId: string, providerStatus = 'Not Started'): ComplianceCommand {
    return {
      type: 'RecordKycSession',
      userId: CLIENT,
      sessionId: this.session,
      providerSessionId,
      providerStatus,
      url: 'https://verify.example/s/1',
    }
  }

  told(providerStatus: string, from: { at?: number; fetched?: boolean; session?: string } = {}): ComplianceCommand {
    return {
      type: 'RecordKycSessionStatus',
      userId: CLIENT,
      sessionId: from.session ?? this.session,
      providerStatus,
      at: from.at ?? this.now,
      fetched: from.fetched ?? false,
    }
  }

  decision(providerStatus: string, more: Partial<Extract<ComplianceCommand, { type: 'RecordKycDecision' }>> = {}) {
    return {
      type: 'RecordKycDecision',
      userId: CLIENT,
      sessionId: this.session,
      providerStatus,
      at: this.now,
      identity: IDENTITY,
      warnings: [],
      evidence: JSON.stringify({ status: providerStatus }),
      documentExpiresOn: '2031-01-31',
      documentKey: 'a'.repeat(64),
      ...more,
    } as const satisfies ComplianceCommand
  }

  /** All that the client has to say, verified by an officer. */
  diligent(except: readonly CddField[] = []): this {
    this.given({ type: 'SetCdd', userId: CLIENT, cdd: DECLARED, by: { kind: 'client', id: CLIENT } })
    const fields = (Object.keys(DECLARED) as CddField[]).filter((field) => !except.includes(field))
    return this.onPaper().given({ type: 'VerifyCdd', userId: CLIENT, fields, verifiedBy: PAPER, by: OFFICER })
  }

  /** A document that an officer has approved. */
  onPaper(): this {
    const approval = { type: 'ReviewDocument', documentId: PAPER, verdict: 'approve', by: OFFICER } as const
    return this.given(STATEMENT, { ...approval, userId: CLIENT })
  }

  /** An officer is to decide. */
  awaiting(): this {
    return this.registered().diligent().begun().given(this.decision('Approved'))
  }

  approve(by = OFFICER, bySenior = false, nameScore = 1): ComplianceCommand {
    return {
      type: 'ApproveKyc',
      userId: CLIENT,
      caseId: CASE,
      by,
      bySenior,
      accountId: ACCOUNT,
      nameScore,
      review: REVIEW,
      listsInForce: { sanctions: [VERSION], pep: [] },
    }
  }

  decided<Type extends 'RejectKyc' | 'RequestResubmission' | 'GrantAttempt'>(type: Type, by = OFFICER) {
    return { type, userId: CLIENT, caseId: CASE, by, reason: 'blurred' } as const
  }

  approved(): this {
    return this.awaiting().given(this.approve())
  }

  /** The review of an approval has come. */
  due(): this {
    this.approved()
    this.now = at + 25 * 31 * 86_400_000
    return this.given({ type: 'ReviewDue', userId: CLIENT, caseId: CASE })
  }
}

/** A check that found nobody. */
const clear = (checkId: string): ComplianceCommand => ({
  type: 'RecordResult',
  ownerId: CLIENT,
  checkId,
  provider: 'filao',
  subjectHash: 'b'.repeat(64),
  listVersionIds: [VERSION],
  algorithm: 'filao-name',
  algorithmVersion: '1',
  configVersions: {},
  durationMs: 1,
  thresholds: { reviewScore: 0.7, alertScore: 0.9 },
  dueHours: { low: 240, medium: 72, high: 24, critical: 4 },
  found: { bestScore: 0, hits: [], near: [] },
})
