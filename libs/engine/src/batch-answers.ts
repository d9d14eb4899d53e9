import type { Event, Refusal } from '@filao/kernel'
import { answerOf, mismatch, type Answer, type RequestOrigin, type StoredAnswer } from './incoming'
import type { InboxRow, StoredOutcome } from './partition-storage'
import type { Recorded } from './state-store'

/** What the requests of a batch are told, and what the inbox keeps of it. */
export class BatchAnswers<E extends Event> {
  readonly inbox: InboxRow[] = []
  readonly all: { readonly origin: RequestOrigin; readonly answer: Answer<E> }[] = []
  /** Requests that were known already. */
  repeated = 0
  private readonly given = new Map<string, { readonly bodyHash: Buffer; readonly answer: Answer<E> }>()

  constructor(
    private readonly partition: number,
    /** Of the requests that the inbox knows, by their ids. */
    private readonly outcomes: ReadonlyMap<string, StoredOutcome>,
  ) {}

  /** Answers a request that is known, from the inbox or from this very batch, as it was answered first. */
  repeat(origin: RequestOrigin): boolean {
    const earlier = this.given.get(origin.commandId)
    const stored = this.outcomes.get(origin.commandId)
    const known = earlier ?? stored
    if (!known) return false
    this.repeated += 1
    const { partition } = this
    const first = (): Answer<E> =>
      earlier
        ? { ...earlier.answer, replayed: true }
        : answerOf(stored!.outcome, { partition, position: stored!.position, replayed: true })
    this.all.push({ origin, answer: known.bodyHash.equals(origin.bodyHash) ? first() : mismatch(partition) })
    return true
  }

  /** `position`: of the log, with the events of the command. */
  done(origin: RequestOrigin, subject: string, position: number, events: readonly Recorded<E>[]): void {
    const { partition } = this
    const answer: Answer<E> = { kind: 'done', partition, position, subject, replayed: false, events }
    this.give(origin, { answer, position, outcome: { kind: 'done', subject } })
  }

  refused(origin: RequestOrigin, { refused, transient, detail }: Refusal, position: number): void {
    const refusal = { refused, transient, ...(detail ? { detail } : {}) }
    const answer: Answer<E> = { kind: 'refused', partition: this.partition, refusal, replayed: false }
    this.give(origin, { answer, position, outcome: { kind: 'refused', refusal } })
  }

  failed(origin: RequestOrigin, position: number): void {
    const answer: Answer<E> = { kind: 'failed', partition: this.partition, replayed: false }
    this.give(origin, { answer, position, outcome: { kind: 'failed' } })
  }

  private give(
    origin: RequestOrigin,
    { answer, position, outcome }: { answer: Answer<E>; position: number; outcome: StoredAnswer },
  ): void {
    const { commandId, bodyHash } = origin
    this.inbox.push({ commandId, bodyHash, outcome: JSON.stringify(outcome), position })
    this.given.set(commandId, { bodyHash, answer })
    this.all.push({ origin, answer })
  }
}
