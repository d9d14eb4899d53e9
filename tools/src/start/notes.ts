import { setTimeout as sleep } from 'node:timers/promises'

const RETRY_MS = 2_000

/**
 * What a launcher writes down while it runs. A disk that is full must not end it, and all that it keeps alive with it: what
 * could not be written is written, as it is by then, when there is room again.
 */
export class Notes {
  private wanted: (() => Promise<void>) | undefined
  private writing = false

  /** `note`: writes the newest; called again for as long as it fails, or another one is asked for. */
  write(note: () => Promise<void>): void {
    this.wanted = note
    if (!this.writing) void this.keepWriting()
  }

  private async keepWriting(): Promise<void> {
    this.writing = true
    while (this.wanted !== undefined) {
      const note = this.wanted
      this.wanted = undefined
      try {
        await note()
      } catch {
        this.wanted ??= note
        // The launcher's end does not wait for room on a disk.
        await sleep(RETRY_MS, undefined, { ref: false })
      }
    }
    this.writing = false
  }
}
