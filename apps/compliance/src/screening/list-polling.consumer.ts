import { AT_ONCE, listIdOf, SOURCE, UnreadableList, versionIdOf } from '@filao/compliance'
import type { ComplianceCommand, ListState } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { fromTimestamp } from '@filao/kernel'
import { BackgroundWork, counter, gauges, submitOwn, type Configuration, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { ComplianceEngine } from '../definition'
import type { ListFiles } from './list-files'
import type { ReadVersion } from './list-reader'
import { SourceUnavailable, type ListSource } from './list-source'
import type { Matcher } from './matcher'
import { LISTS_AT_ONCE, POLL_MINUTES, SHRINK_PERCENT_MAX } from './screening-settings.schemas'

const LOOK_MS = 5_000
const MINUTE_MS = 60_000
/** What was not taken is asked for again after this, where the interval is longer. */
const RETRY_MS = 5 * MINUTE_MS
/** A list whose author was last heard longer ago than so many intervals is stale (regulation 3.6). */
const STALE_INTERVALS = 3
const SYSTEM = 'system:compliance'

/** What came of asking for a list. `waits`: another version is being matched, and it comes after that one. */
export type Polled = 'unchanged' | 'known' | 'loaded' | 'waits' | 'unavailable' | 'unreadable' | 'refused'
const IN_ORDER: readonly Polled[] = ['unchanged', 'known', 'loaded']
const FAILED: readonly Polled[] = ['unavailable', 'unreadable', 'refused']

interface Known {
  readonly source: ListSource
  /** When it is to be asked, and when its author last answered with something that is in order. */
  dueAt: number
  heardAt: number
}

interface Parts {
  readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
  readonly db: Queryable
  readonly files: ListFiles
  readonly matcher: Pick<Matcher, 'read'>
  readonly configuration: Pick<Configuration, 'lastKnown'>
  readonly sources: readonly ListSource[]
  readonly log: WorkLog
}

/**
 * Asks the authors of lists for new versions and loads them, in the service's own name. Whoever owns partition 0, where
 * lives all that is known of lists, does it. A file that is not in order changes nothing: what is in force stays so.
 */
export class ListPolling implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private readonly known: readonly Known[]
  private readonly failures = counter('filao_screening_list_failures_total')

  constructor(private readonly parts: Parts) {
    this.known = parts.sources.map((source) => ({ source, dueAt: -Infinity, heardAt: Date.now() }))
    this.work = new BackgroundWork(parts.log, {
      failing: 'the authors of lists could not be asked',
      intervalMs: LOOK_MS,
      round: () => this.turn(Date.now()),
    })
    if (this.known.length > 0) gauges(['filao_screening_list_stale'], (observe) => this.observe(observe))
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Asks for the lists that are due at an instant. */
  async turn(now: number): Promise<void> {
    if (!this.parts.engine.owned.includes(0)) return
    for (const one of this.known) {
      if (now < one.dueAt) continue
      const polled = await this.poll(one.source)
      const isInOrder = IN_ORDER.includes(polled)
      one.dueAt = now + (isInOrder ? this.intervalMs : Math.min(RETRY_MS, this.intervalMs))
      if (isInOrder) one.heardAt = now
      if (FAILED.includes(polled)) this.failures.add(1, { list: one.source.address.listCode, reason: polled })
    }
  }

  private get intervalMs(): number {
    return this.parts.configuration.lastKnown(POLL_MINUTES).value * MINUTE_MS
  }

  private observe(
    observe: (name: 'filao_screening_list_stale', value: number, labels: { list: string }) => void,
  ): void {
    if (!this.parts.engine.owned.includes(0)) return
    for (const { source, heardAt } of this.known) {
      const isStale = Date.now() - heardAt > STALE_INTERVALS * this.intervalMs
      observe('filao_screening_list_stale', isStale ? 1 : 0, { list: source.address.listCode })
    }
  }

  /** Asks one author once. */
  async poll(source: ListSource): Promise<Polled> {
    const { listCode } = source.address
    try {
      const newest = await source.newest()
      if (!newest) return 'unchanged'
      const version = await this.parts.matcher.read(listCode, newest.file)
      const state = await this.stateOf(source, version)
      const refused =
        (state === undefined ? await this.load(source, version, newest.file) : undefined) ??
        ((state ?? 'loaded') === 'loaded' ? await this.approve(source, version) : undefined)
      if (refused !== undefined) return refused
      newest.taken()
      return state === undefined ? 'loaded' : 'known'
    } catch (error) {
      if (error instanceof SourceUnavailable || error instanceof UnreadableList) {
        this.parts.log.error({ alarm: 'screening', error, listCode }, 'a list is not taken from its author')
        return error instanceof UnreadableList ? 'unreadable' : 'unavailable'
      }
      throw error
    }
  }

  private async stateOf({ address }: ListSource, { sha256 }: ReadVersion): Promise<ListState | undefined> {
    const { rows } = await this.parts.db.query({
      text: 'SELECT state FROM compliance.screening_lists WHERE list_code::text = $1 AND sha256 = $2',
      values: [address.listCode, sha256],
    })
    return rows[0]?.['state'] as ListState | undefined
  }

  private async load({ address: { listCode } }: ListSource, version: ReadVersion, file: Buffer) {
    const { files, configuration } = this.parts
    const { generatedAt, sha256, entries } = version
    await files.store(listCode, version, file)
    return this.submit({
      type: 'LoadListVersion',
      listId: listIdOf(listCode),
      listCode,
      versionId: versionIdOf({ listCode, generatedAt, sha256 }),
      generatedAt: fromTimestamp(generatedAt),
      sha256,
      entryCount: entries.length,
      shrinkPercentMax: configuration.lastKnown(SHRINK_PERCENT_MAX).value,
      loadedBy: SOURCE,
    })
  }

  /** By the setting, for the lists that bite at once; the others wait for a person. */
  private async approve({ address: { listCode } }: ListSource, version: ReadVersion) {
    if (!this.parts.configuration.lastKnown(LISTS_AT_ONCE).value.includes(listCode)) return undefined
    const { generatedAt, sha256 } = version
    const versionId = versionIdOf({ listCode, generatedAt, sha256 })
    return this.submit({ type: 'ApproveListVersion', listId: listIdOf(listCode), versionId, approvedBy: AT_ONCE })
  }

  /**
   * Undefined when it was done. Not under a key of its own: what was refused may be taken later, and what was done is done
   * once by the rules.
   */
  private async submit(command: ComplianceCommand): Promise<'waits' | 'refused' | undefined> {
    const answer = await submitOwn(this.parts.engine, command, { actor: SYSTEM })
    if (answer.kind === 'done') return undefined
    const refused = answer.kind === 'refused' ? answer.refusal.refused : answer.kind
    if (refused === 'list_version_in_flight') return 'waits'
    this.parts.log.error({ alarm: 'screening', refused, command: command.type }, 'a list of its author is refused')
    return 'refused'
  }
}
