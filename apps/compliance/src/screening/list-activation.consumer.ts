import { listIdOf } from '@filao/compliance'
import { BackgroundWork, type Configuration, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { LISTS_REFRESH_MS, type ResidentLists, type ResidentVersion } from './resident-lists'
import type { Rescreen, Rescreened } from './rescreen'
import type { ComplianceEngine } from '../definition'
import { submitOnce } from './submit-once'
import { DUE_HOURS, NIL_REPORT } from './screening-settings.schemas'

/** Every instance has seen a version by then: from now on nobody is checked without it. */
const SEEN_MS = 3 * LISTS_REFRESH_MS
const HOUR_MS = 3_600_000

/**
 * Brings versions of lists into force: everybody is matched against what is new, every match is recorded, then the
 * version becomes active (regulation 3.6). Whoever owns partition 0, where lists live, does it. It keeps nothing: begun
 * again anywhere, it comes to the same.
 */
export class ListActivation implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  /** What was found for the versions that are being matched. */
  private readonly found = new Map<string, { readonly since: Date; readonly rescreened: Rescreened }>()
  private readonly seenAt = new Map<string, number>()

  constructor(
    private readonly parts: {
      readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
      readonly lists: ResidentLists
      readonly rescreen: Rescreen
      readonly configuration: Pick<Configuration, 'lastKnown'>
      readonly log: WorkLog
      readonly seenMs?: number
    },
  ) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'lists could not be read or matched',
      intervalMs: LISTS_REFRESH_MS,
      // What is not read anew is not checked against.
      pauseMsMax: LISTS_REFRESH_MS,
      round: () => this.turn(),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Looks which versions there are, and takes each that is being matched one step on. */
  private async turn(): Promise<void> {
    const { lists, engine } = this.parts
    await lists.refresh()
    if (!engine.owned.includes(0)) return
    for (const version of lists.all().filter(({ state }) => state === 'matching')) await this.advance(version)
  }

  private async advance(version: ResidentVersion): Promise<void> {
    const { lists, rescreen, engine, log, seenMs = SEEN_MS } = this.parts
    const { versionId, listCode } = version
    const seenAt = this.seenAt.get(versionId) ?? performance.now()
    this.seenAt.set(versionId, seenAt)
    if (performance.now() - seenAt < seenMs) return
    const inForce = lists.all().find((other) => other.listCode === listCode && other.state === 'active')
    const known = this.found.get(versionId)
    const since = known?.since ?? new Date()
    const rescreened = known?.rescreened ?? (await rescreen.everybody(version, inForce))
    this.found.set(versionId, { since, rescreened })
    if ((await rescreen.missed(version, new Date(since.getTime() - 2 * seenMs))) > 0) return
    const { requested, failed } = await rescreen.unanswered(version)
    if (failed > 0)
      log.error({ alarm: 'screening', versionId, failed }, 'checks against a version of a list have failed')
    if (requested + failed > 0) return
    const dueAt = Date.now() + this.parts.configuration.lastKnown(DUE_HOURS).value.medium * HOUR_MS
    await rescreen.delisted(version, inForce, dueAt)
    const isTold = this.parts.configuration.lastKnown(NIL_REPORT).value
    const hits = isTold ? { hitCount: await rescreen.standing(version) } : {}
    await submitOnce(
      engine,
      { type: 'ActivateListVersion', listId: listIdOf(listCode), versionId, ...rescreened, ...hits },
      versionId,
    )
    this.found.delete(versionId)
    this.seenAt.delete(versionId)
    log.info({ versionId, ...rescreened }, 'a version of a list is in force')
    await lists.refresh()
  }
}
