import { clientQuery, differenceOf, unknownSubject, versionRefOf, type Check } from '@filao/compliance'
import { isSealed, type CheckType, type ComplianceCommand } from '@filao/contracts'
import type { JsonRow, Queryable } from '@filao/engine'
import { makeId, partitionOf, type Id } from '@filao/kernel'
import type { Configuration, SubjectKeys } from '@filao/service'
import { createHash } from 'node:crypto'
import type { ScreeningRows } from '../store/screening.rows.store'
import type { SubjectRows } from '../store/subject.rows.store'
import { LISTS_OF, queryOf } from './check-query'
import type { ListFiles } from './list-files'
import type { Matcher } from './matcher'
import type { ResidentVersion } from './resident-lists'
import { SCORES } from './screening-settings.schemas'

const PAGE = 500
/**
 * So long a payment may be open, held or flagged: whoever was asked about since is asked about again. What is new in a
 * list is short, so that more of them cost little.
 */
const OPEN_PAYMENT_MS_MAX = 366 * 24 * 3_600_000

type Request = Extract<ComplianceCommand, { type: 'RequestCheck' }>
type Asked = Pick<Request, 'ownerId' | 'subjectKind' | 'subjectId' | 'names' | 'dateOfBirth' | 'nationality'> &
  Pick<Request, 'documentNumbers' | 'answerTo'>

export interface Rescreened {
  readonly subjectCount: number
  readonly matchCount: number
}

interface ClientRow {
  readonly subject: JsonRow
  /** An officer is to decide on the client. */
  readonly waits: boolean
}

/** The entries by which a version differs from the one in force, before anybody is matched against them. */
const deltaId = (versionId: string): string => `delta/${versionId}`

/** A kind of check that asks a list, so that it is asked anew when the list has changed. */
export const checkTypeOf = ({ listCode }: Pick<ResidentVersion, 'listCode'>): CheckType =>
  (Object.keys(LISTS_OF) as CheckType[]).find((type) => LISTS_OF[type].includes(listCode))!

/**
 * Matches everybody against what is new in a version of a list, and has whoever is met checked in full. All that it asks
 * for has ids that follow from the version and the subject: begun again after a crash, it asks for the same.
 */
export class Rescreen {
  constructor(
    private readonly parts: {
      readonly db: Queryable
      readonly files: ListFiles
      readonly matcher: Matcher
      readonly keys: Pick<SubjectKeys, 'ready'>
      readonly subjects: SubjectRows
      readonly checks: ScreeningRows
      readonly configuration: Pick<Configuration, 'lastKnown'>
      readonly submit: (command: ComplianceCommand, key: string) => Promise<unknown>
    },
  ) {}

  /** Everybody, against what was added or changed since the version in force. */
  async everybody(version: ResidentVersion, inForce: ResidentVersion | undefined): Promise<Rescreened> {
    const { matcher } = this.parts
    await this.loadDelta(version, inForce)
    try {
      const clients = await this.clients(version)
      const issuers = await this.issuers(version)
      const others = await this.others(version, new Date(Date.now() - OPEN_PAYMENT_MS_MAX))
      return {
        subjectCount: clients.subjectCount + issuers.subjectCount + others.subjectCount,
        matchCount: clients.matchCount + issuers.matchCount + others.matchCount,
      }
    } finally {
      await matcher.drop(deltaId(version.versionId))
    }
  }

  /**
   * Subjects whose checks were run meanwhile without the version: an instance that had not seen it yet ran them.
   * They are checked again, whole. Gives how many.
   */
  async missed(version: ResidentVersion, since: Date): Promise<number> {
    const { rows } = await this.parts.db.query({
      text: `SELECT DISTINCT ON (owner_id, subject_kind, subject_id) to_json(c) AS check FROM compliance.aml_checks c
        WHERE c.checked_at >= $1 AND c.check_type = $2::compliance.check_type AND NOT c.list_version_ids @> ARRAY[$3]::text[]
          AND NOT EXISTS (SELECT FROM compliance.aml_checks n WHERE n.owner_id = c.owner_id AND n.subject_id = c.subject_id
            AND n.subject_kind = c.subject_kind AND n.check_type = c.check_type AND n.reference_id = $4)
        ORDER BY owner_id, subject_kind, subject_id, checked_at DESC`,
      values: [since, checkTypeOf(version), version.versionId, versionRefOf(version.versionId)],
    })
    const asked = await this.askedOf(rows.map((row) => row['check'] as JsonRow))
    for (const one of asked) await this.request(version, one)
    return asked.length
  }

  /** What was asked for and is not answered: `failed` needs a person. */
  async unanswered(version: ResidentVersion): Promise<{ readonly requested: number; readonly failed: number }> {
    const { rows } = await this.parts.db.query({
      text: `SELECT count(*) FILTER (WHERE check_status = 'requested')::int AS requested,
          count(*) FILTER (WHERE check_status = 'failed')::int AS failed
        FROM compliance.aml_checks WHERE reference_id = $1 AND trigger = 'list'`,
      values: [versionRefOf(version.versionId)],
    })
    return { requested: rows[0]!['requested'] as number, failed: rows[0]!['failed'] as number }
  }

  /** How many hits on the list are open or confirmed, of whomever and since whenever. */
  async standing({ listCode }: ResidentVersion): Promise<number> {
    const { rows } = await this.parts.db.query({
      text: `SELECT count(*)::int AS count FROM compliance.aml_hits
        WHERE list_code = $1::compliance.list_code AND status <> 'cleared'`,
      values: [listCode],
    })
    return rows[0]!['count'] as number
  }

  /** Hits that are open or confirmed on entries that the version no longer has: a delisting unfreezes nobody by itself. */
  async delisted(version: ResidentVersion, inForce: ResidentVersion | undefined, dueAt: number): Promise<number> {
    if (!inForce) return 0
    const { removed } = await this.difference(version, inForce)
    if (removed.length === 0) return 0
    const { rows } = await this.parts.db.query({
      text: `SELECT DISTINCT ON (owner_id, entry_id) owner_id, id, entry_id FROM compliance.aml_hits
        WHERE list_code = $1::compliance.list_code AND entry_id = ANY ($2::text[]) AND status <> 'cleared'
        ORDER BY owner_id, entry_id, id`,
      values: [version.listCode, removed],
    })
    for (const row of rows) {
      const [ownerId, hitId] = [row['owner_id'] as Id, row['id'] as Id]
      const alert = {
        type: 'RaiseAlert',
        ownerId,
        alertId: derivedId(ownerId, version, `delisted/${hitId}`),
        source: 'screening',
        ruleId: 'delisted',
        ruleVersion: 1,
        referenceId: hitId,
        severity: 'medium',
        summary: 'An entry that a client was found to be like is no longer listed.',
        dueAt,
      } as const
      await this.parts.submit(alert, `${version.versionId}/${hitId}`)
    }
    return rows.length
  }

  private async loadDelta(version: ResidentVersion, inForce: ResidentVersion | undefined): Promise<void> {
    const { files, matcher } = this.parts
    const { added, changed } = await this.difference(version, inForce)
    const wanted = new Set([...added, ...changed])
    const entries = (await files.entries(version.sha256)).filter(({ entry }) => wanted.has(entry.id))
    await matcher.load({ versionId: deltaId(version.versionId), listCode: version.listCode, entries })
  }

  private async difference(version: ResidentVersion, inForce: ResidentVersion | undefined) {
    const { files } = this.parts
    const before = inForce ? await files.hashes(inForce.sha256) : new Map<string, string>()
    return differenceOf(before, await files.hashes(version.sha256))
  }

  private async clients(version: ResidentVersion): Promise<Rescreened> {
    const total = { subjectCount: 0, matchCount: 0 }
    let reading = this.clientPage({ partition: -1, id: ZERO_ID })
    for (;;) {
      const page = await reading
      if (page.length === 0) return total
      const last = page.at(-1)!.subject
      // The next is read and its keys are fetched while the matcher, which has a thread of its own, is at this one.
      reading = this.clientPage({ partition: last['partition'] as number, id: last['id'] as string })
      // Who waits for it is told; a match that fails before must not leave it to nobody.
      reading.catch(() => undefined)
      const asked = page.flatMap(({ subject }) => this.clientOf(subject) ?? [])
      total.subjectCount += page.length
      // Whoever waits for approval is asked about whole: an approval needs every version in force by name.
      const waiting = new Set(page.flatMap(({ subject, waits }) => (waits ? [subject['id'] as string] : [])))
      total.matchCount += await this.match(version, asked, waiting)
    }
  }

  private async clientPage(after: { readonly partition: number; readonly id: string }): Promise<readonly ClientRow[]> {
    const { rows } = await this.parts.db.query({
      name: 'compliance_rescreen_clients',
      // Of a row that holds much else, what names are compared with: all of it would be read a hundred thousand times.
      text: `SELECT to_json(s) AS subject, EXISTS (SELECT FROM compliance.kyc_cases k
          WHERE k.user_id = s.id AND k.admin_approval_status = 'pending_approval') AS waits
        FROM (SELECT partition, id, names, date_of_birth, nationality, residence, cdd FROM compliance.subjects
          WHERE (partition, id) > ($1::smallint, $2::uuid) ORDER BY partition, id LIMIT $3) s ORDER BY partition, id`,
      values: [after.partition, after.id, PAGE],
    })
    const page = rows as unknown as readonly ClientRow[]
    await this.parts.keys.ready(page.map(({ subject }) => subject['id'] as string))
    return page
  }

  private clientOf(row: JsonRow): Asked | undefined {
    const subject = unknownSubject(row['id'] as string)
    subject.profile = this.parts.subjects.profileOf(row)
    subject.cdd = this.parts.subjects.cddOf(row)
    const query = clientQuery(subject)
    return query && { ...query, ownerId: subject.id, subjectKind: 'client', subjectId: subject.id }
  }

  /** Whose paper market has listed. */
  private async issuers(version: ResidentVersion): Promise<Rescreened> {
    const total = { subjectCount: 0, matchCount: 0 }
    let after = { partition: -1, id: ZERO_ID }
    for (;;) {
      const { rows } = await this.parts.db.query({
        text: `SELECT partition, id, issuer_name, issuer_country FROM compliance.instruments
          WHERE (partition, id) > ($1::smallint, $2::uuid) AND issuer_name IS NOT NULL ORDER BY partition, id LIMIT $3`,
        values: [after.partition, after.id, PAGE],
      })
      if (rows.length === 0) return total
      total.subjectCount += rows.length
      total.matchCount += await this.match(version, rows.map(issuerOf))
      const last = rows.at(-1)!
      after = { partition: last['partition'] as number, id: last['id'] as string }
    }
  }

  /** Payers, holders of bank accounts, who withdraws, and the banks of each: the last check, if it may still matter. */
  private async others(version: ResidentVersion, since: Date): Promise<Rescreened> {
    const total = { subjectCount: 0, matchCount: 0 }
    let after = { partition: -1, id: ZERO_ID }
    for (;;) {
      const { rows } = await this.parts.db.query({
        text: `SELECT to_json(c) AS check FROM compliance.aml_checks c
          WHERE (partition, id) > ($1::smallint, $2::uuid) AND subject_kind NOT IN ('client', 'issuer') AND trigger <> 'list'
            AND (subject_kind IN ('bank_account', 'account_bank') OR requested_at >= $3)
          ORDER BY partition, id LIMIT $4`,
        values: [after.partition, after.id, since, PAGE],
      })
      const checks = rows.map((row) => row['check'] as JsonRow)
      if (checks.length === 0) return total
      const asked = await this.askedOf(checks)
      total.subjectCount += checks.length
      total.matchCount += await this.match(version, asked)
      const last = checks.at(-1)!
      after = { partition: last['partition'] as number, id: last['id'] as string }
    }
  }

  private async askedOf(rows: readonly JsonRow[]): Promise<readonly Asked[]> {
    await this.parts.keys.ready(rows.map((row) => row['owner_id'] as string))
    return rows.flatMap((row): Asked[] => {
      const check: Check = this.parts.checks.checkOf(row, [])
      const { subjectKind, subjectId, names, dateOfBirth, nationality, documentNumbers, answerTo } = check
      if (isSealed(names)) return []
      const ownerId = row['owner_id'] as string
      return [{ ownerId, subjectKind, subjectId, names, dateOfBirth, nationality, documentNumbers, answerTo }]
    })
  }

  private async match(
    version: ResidentVersion,
    asked: readonly Asked[],
    waiting: ReadonlySet<string> = new Set(),
  ): Promise<number> {
    const { matcher, configuration } = this.parts
    const review = configuration.lastKnown(SCORES).value.review
    const queries = asked.map((one) => queryOf(one)!)
    const matched = await matcher.match({ queries, versionIds: [deltaId(version.versionId)], cutoff: review, limit: 1 })
    let count = 0
    for (const [at, { matches }] of matched.entries()) {
      const one = asked[at]!
      if (matches.length > 0 || waiting.has(one.ownerId)) await this.request(version, one)
      if (matches.length > 0) count += 1
    }
    return count
  }

  private async request(version: ResidentVersion, asked: Asked): Promise<void> {
    const { ownerId, subjectKind, subjectId } = asked
    const name = `${subjectKind}/${subjectId}/${textOf(asked.names)}`
    const command: Request = {
      ...asked,
      type: 'RequestCheck',
      checkId: derivedId(ownerId, version, name),
      referenceId: versionRefOf(version.versionId),
      trigger: 'list',
      checkType: checkTypeOf(version),
    }
    await this.parts.submit(command, `${version.versionId}/${ownerId}/${name}`)
  }
}

function issuerOf(row: JsonRow): Asked {
  const assetId = row['id'] as Id
  const party = { names: [row['issuer_name'] as string], nationality: row['issuer_country'] as string }
  return { ...party, ownerId: assetId, subjectKind: 'issuer', subjectId: assetId }
}

const ZERO_ID = '00000000-0000-0000-0000-000000000000'
const textOf = (names: Request['names']): string => (isSealed(names) ? '' : names.join('\n'))

/** The id of what a version leads to for somebody, in their partition: the same whenever it is asked for. */
function derivedId(ownerId: Id, { versionId, generatedAt }: ResidentVersion, name: string): Id {
  const unique = createHash('sha256').update(`${versionId}\n${ownerId}\n${name}`).digest().readBigUInt64BE()
  return makeId({ partition: partitionOf(ownerId), at: generatedAt.getTime(), unique })
}
