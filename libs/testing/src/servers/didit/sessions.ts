import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Chance } from './chance'

export const STATUSES = [
  'Not Started',
  'In Progress',
  'In Review',
  'Approved',
  'Declined',
  'Resubmitted',
  'Expired',
  'Abandoned',
  'Kyc Expired',
] as const
export type Status = (typeof STATUSES)[number]

export interface ExpectedDetails {
  readonly first_name?: string
  readonly last_name?: string
  readonly date_of_birth?: string
  readonly nationality?: string
}

/** A session in the provider's own books. */
export interface Session {
  readonly id: string
  readonly number: number
  readonly token: string
  readonly workflowId: string
  /** The caller's name of the client. */
  readonly vendorData: string
  readonly expected: ExpectedDetails
  status: Status
  /** Seconds since 1970 of its last change. */
  changedAt: number
  comment: string | undefined
  /** How often it has changed. */
  changes: number
  /** Ids of the webhooks about it that the platform has said to have. */
  readonly taken: string[]
}

/** The client can go on with it: asked for again, it is given again. */
const UNFINISHED: ReadonlySet<Status> = new Set<Status>(['Not Started', 'In Progress', 'Resubmitted'])

/** The provider's books. They outlive the process when there is a file for them. */
export class Sessions {
  private readonly byId = new Map<string, Session>()

  constructor(
    private readonly chance: Chance,
    private readonly file: string | undefined,
  ) {
    if (file === undefined || !existsSync(file)) return
    for (const session of JSON.parse(readFileSync(file, 'utf8')) as Session[])
      this.byId.set(session.id, { ...session, changes: session.changes ?? 0, taken: session.taken ?? [] })
  }

  get all(): readonly Session[] {
    return [...this.byId.values()]
  }

  get(id: string): Session | undefined {
    return this.byId.get(id)
  }

  ofToken(token: string): Session | undefined {
    return this.all.find((session) => session.token === token)
  }

  /** The unfinished session of a client, or a new one. */
  create(
    of: Pick<Session, 'workflowId' | 'vendorData' | 'expected'>,
    now: number,
  ): { session: Session; isNew: boolean } {
    const found = this.all.find(
      ({ vendorData, workflowId, status }) =>
        vendorData === of.vendorData && workflowId === of.workflowId && UNFINISHED.has(status),
    )
    if (found) return { session: found, isNew: false }
    const number = this.byId.size + 1
    const name = `session/${of.vendorData}/${number}`
    const session: Session = {
      id: this.chance.uuid(name),
      number,
      token: this.chance.bytes(`${name}/token`).toString('base64url').slice(0, 22),
      ...of,
      status: 'Not Started',
      changedAt: now,
      comment: undefined,
      changes: 0,
      taken: [],
    }
    this.byId.set(session.id, session)
    this.keep()
    return { session, isNew: true }
  }

  change(session: Session, status: Status, now: number, comment?: string): void {
    session.status = status
    session.changedAt = now
    session.comment = comment
    session.changes += 1
    this.keep()
  }

  take({ taken }: Session, eventId: string): void {
    if (!taken.includes(eventId)) taken.push(eventId)
    this.keep()
  }

  private keep(): void {
    if (this.file === undefined) return
    writeFileSync(`${this.file}.new`, JSON.stringify(this.all))
    renameSync(`${this.file}.new`, this.file)
  }
}
