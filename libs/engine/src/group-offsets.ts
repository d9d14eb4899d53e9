import type { Bus, ClusterAdmin, GroupOffset } from '@filao/bus'
import type { ServiceName } from '@filao/contracts'

/**
 * Shows, on the group of the service's name, how far its partitions are read. The group has no members: it is there for
 * lag exporters and autoscalers, and nobody starts from it. What cannot be shown now is shown the next time.
 */
export class GroupOffsets {
  private admin: Promise<ClusterAdmin> | undefined
  private shown = new Map<string, bigint>()
  private busy = false

  constructor(
    private readonly parts: {
      readonly service: ServiceName
      readonly bus: Pick<Bus, 'admin'>
      readonly failed: (error: Error) => void
    },
  ) {}

  /** Sets what has moved since the last time; does nothing while that is still under way. */
  async show(offsets: readonly GroupOffset[]): Promise<void> {
    const moved = offsets.filter((one) => this.shown.get(nameOf(one)) !== one.offset)
    if (this.busy || moved.length === 0) return
    this.busy = true
    try {
      this.admin ??= this.parts.bus.admin()
      await (await this.admin).setGroupOffsets(this.parts.service, moved)
      for (const one of moved) this.shown.set(nameOf(one), one.offset)
    } catch (error) {
      this.parts.failed(error as Error)
      await this.close()
    } finally {
      this.busy = false
    }
  }

  async close(): Promise<void> {
    const admin = this.admin
    this.admin = undefined
    this.shown = new Map()
    await (await admin?.catch(() => undefined))?.close()
  }
}

const nameOf = ({ topic, partition }: GroupOffset): string => `${topic}/${partition}`
