import { z } from 'zod'

const READ_TIMEOUT_MS = 2000
const Heads = z.array(z.object({ partition: z.number().int(), position: z.number().int(), hash: z.string() }))

/** Head of one partition's log, as its owner tells it. */
export interface OwnerHead {
  readonly position: number
  readonly hash: string
}

/** The heads of all logs, asked of their owners on their management ports. */
export class OwnerHeads {
  /** `urls`: service to base URL of its management port. */
  constructor(private readonly urls: Readonly<Record<string, string>>) {}

  /** By `<service>/<partition>`. A service that does not answer is not in it, so its logs do not agree. */
  async read(): Promise<ReadonlyMap<string, OwnerHead>> {
    const heads = new Map<string, OwnerHead>()
    await Promise.all(
      Object.entries(this.urls).map(async ([service, url]) => {
        const answer = await fetch(`${url}/internal/heads`, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) }).catch(
          () => undefined,
        )
        if (!answer?.ok) return
        for (const { partition, position, hash } of Heads.parse(await answer.json())) {
          heads.set(`${service}/${partition}`, { position, hash })
        }
      }),
    )
    return heads
  }
}
