import { ownedBy } from '../ownership'
import type { ChaosPlatform } from '../platform'

interface Compared {
  readonly partition: number
  readonly differing?: readonly string[]
  readonly moving?: true
}

const READ_MS_MAX = 60_000

/** Every partition of order runs on one instance, and there the books in memory are those of the rows. */
export async function checkBooks(platform: ChaosPlatform): Promise<readonly string[]> {
  const broken: string[] = []
  const seen: number[] = []
  for (const instance of platform.instances('order')) {
    if (!(await ownedBy(instance))) continue
    const signal = AbortSignal.timeout(READ_MS_MAX)
    const answer = await fetch(`http://127.0.0.1:${instance.managementPort}/internal/books`, { signal })
    for (const { partition, differing, moving } of (await answer.json()) as Compared[]) {
      seen.push(partition)
      if (moving) broken.push(`books of partition ${partition} move at rest`)
      for (const asset of differing ?? []) broken.push(`the book of ${asset} is another than its rows give`)
    }
  }
  const due = Array.from({ length: platform.facts.partitions }, (_, partition) => partition)
  const isOnce = due.every((partition) => seen.filter((other) => other === partition).length === 1)
  return isOnce ? broken : [...broken, `partitions of order run as ${seen.join(', ')}, not each once`]
}
