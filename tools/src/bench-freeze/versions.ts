import { setTimeout as sleep } from 'node:timers/promises'
import { expectStatus } from '../client/session'
import type { Setting } from '../scenarios/setting'

const IN_FORCE_MS_MAX = 60 * 60_000
const DAY_MS = 24 * 3_600_000
const GENERATED = /dateGenerated="([^"]+)"/
const PATH = '/v1/screening/lists/un/versions'

/** A version that came into force: how long it took from its approval, and whom it was matched against. */
export interface InForce {
  readonly seconds: number
  readonly subjects: number
  readonly matches: number
}

/** A later version of a list of the United Nations in which some names more stand. */
export function versionWith(text: string, names: readonly string[], later: number): Buffer {
  const generated = GENERATED.exec(text)?.[1]
  if (generated === undefined) throw new Error('the file is no list of the United Nations')
  const date = new Date(new Date(generated).getTime() + later * DAY_MS).toISOString()
  const people = names.map((name, at) => {
    const [first, last] = name.split(' ')
    const id = `97${String(at).padStart(5, '0')}`
    return `<INDIVIDUAL><DATAID>${id}</DATAID><FIRST_NAME>${first}</FIRST_NAME><SECOND_NAME>${last}</SECOND_NAME><REFERENCE_NUMBER>XXi.${id}</REFERENCE_NUMBER></INDIVIDUAL>`
  })
  return Buffer.from(
    text.replace(GENERATED, `dateGenerated="${date}"`).replace('</INDIVIDUALS>', `${people.join('')}</INDIVIDUALS>`),
  )
}

/** One person loads a version, another approves it; waits until it is in force. */
export async function bringIntoForce({ compliance: [first, second] }: Setting, file: Buffer): Promise<InForce> {
  const loaded = expectStatus(await first.ask(PATH, { method: 'POST', file }), 201, PATH)
  const sha256 = String(loaded['sha256'])
  await second.post(`${PATH}/${sha256}/approve`, {}, 200)
  const approved = performance.now()
  for (;;) {
    const { items } = (await first.get('/v1/screening/lists')) as { items: Record<string, unknown>[] }
    const version = items.find((item) => item['sha256'] === sha256)
    const seconds = (performance.now() - approved) / 1_000
    if (version?.['state'] === 'active') {
      return { seconds, subjects: Number(version['subjectCount']), matches: Number(version['matchCount']) }
    }
    if (seconds * 1_000 > IN_FORCE_MS_MAX) throw new Error(`a version is still ${String(version?.['state'])}`)
    await sleep(200)
  }
}
