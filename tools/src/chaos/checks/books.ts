import { ownedBy } from '../ownership'
import type { ChaosPlatform } from '../platform'

interface Compared {
  readonly partition: number
  readonly differing?: readonly string[]
  readonly moving?: true
}

const READ_MS_MAX = 60_000
/** Instances that have come and gone share the partitions anew a moment later, and each is asked by itself. */
const SHARED_MS_MAX = 60_000
const LOOK_MS = 1_000

/** Every partition of order runs on one instance, and there the books in memory are those of the rows. */
export async function checkBooks(platform: ChaosPlatform): Promise<readonly string[]> {
  const deadline = Date.now() + SHARED_MS_MAX
  for (;;) {
    const { differing, unshared } = await readBooks(platform)
    if (differing.length > 0 || unshared.length === 0 || Date.now() > deadline) return [...differing, ...unshared]
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

/** Books that differ, and what is not so while instances share the partitions anew. */
async function readBooks(
  platform: ChaosPlatform,
): Promise<{ readonly differing: readonly string[]; readonly unshared: readonly string[] }> {
  const books: string[] = []
  const unshared: string[] = []
  const seen: number[] = []
  for (const instance of platform.instances('order')) {
    if (!(await ownedBy(instance, READ_MS_MAX))) continue
    const signal = AbortSignal.timeout(READ_MS_MAX)
    const answer = await fetch(`http://127.0.0.1:${instance.managementPort}/internal/books`, { signal })
    for (const { partition, differing, moving } of (await answer.json()) as Compared[]) {
      seen.push(partition)
      if (moving) unshared.push(`books of partition ${partition} move at rest`)
      for (const asset of differing ?? []) books.push(`the book of ${asset} is another than its rows give`)
    }
  }
  const due = Array.from({ length: platform.facts.partitions }, (_, partition) => partition)
  const isOnce = due.every((partition) => seen.filter((other) => other === partition).length === 1)
  if (!isOnce) unshared.push(`partitions of order run as ${seen.join(', ')}, not each once`)
  return { differing: books, unshared }
}
