import { setTimeout as sleep } from 'node:timers/promises'
import { expectStatus } from '../client/session'
import { inventedLists } from './invented-lists'
import type { Pair } from './seed-staff'

const POLL_MS = 500
/** Everybody is matched first; on a new platform that is nobody, but every instance has to have seen the version. */
const IN_FORCE_MS_MAX = 240_000

/**
 * Brings small invented lists into force, by two people of compliance: without lists nobody is clear, and no money moves.
 * What has been done before is not done again.
 */
export async function loadLists({ first, second }: Pair): Promise<void> {
  for (const { list, file } of inventedLists()) {
    const path = `/v1/screening/lists/${list}/versions`
    const version = expectStatus(await first.ask(path, { method: 'POST', file }), 201, path)
    if (version['state'] === 'loaded') await second.post(`${path}/${String(version['sha256'])}/approve`, {}, 200)
  }
  const deadline = Date.now() + IN_FORCE_MS_MAX
  while (!(await areInForce(first))) {
    if (Date.now() > deadline) throw new Error(`the lists are not in force after ${IN_FORCE_MS_MAX} ms`)
    await sleep(POLL_MS)
  }
}

async function areInForce(session: Pair['first']): Promise<boolean> {
  const { items } = (await session.get('/v1/screening/lists')) as { items: { list: string; state: string }[] }
  return inventedLists().every(({ list }) => items.some((one) => one.list === list && one.state === 'active'))
}
