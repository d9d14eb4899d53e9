import { crc32, deflateSync } from 'node:zlib'
import { EICAR } from '../clamd/eicar'
import type { Chance } from './chance'
import type { Session } from './sessions'

export const PICTURE_KINDS = ['front', 'back', 'portrait'] as const
export type PictureKind = (typeof PICTURE_KINDS)[number]

const LIFE_MS = 15 * 60_000
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** One grey pixel, eight bits deep. */
const HEADER = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
/** Whoever is called so shows a document that no scanner lets pass. */
const INFECTED = 'INFECTED'

/** The end of an address: session, kind, when it ends, and a key that nobody can guess. */
export function addressOf(sessionId: string, kind: PictureKind, now: number, chance: Chance): string {
  const place = `${sessionId}/${kind}/${now + LIFE_MS}`
  return `${place}/${keyOf(place, chance)}`
}

/** The picture behind an address; undefined for one that is not ours or has ended. */
export function pictureAt(
  [sessionId, kind, endsAt, key]: readonly (string | undefined)[],
  { session, chance, now }: { session: (id: string) => Session | undefined; chance: Chance; now: number },
): Buffer | undefined {
  const found = session(sessionId ?? '')
  const isOurs = key === keyOf(`${sessionId}/${kind}/${endsAt}`, chance)
  if (!found || !isOurs || Number(endsAt) < now) return undefined
  return picture(found, kind as PictureKind)
}

const keyOf = (place: string, chance: Chance): string => chance.bytes(`picture/${place}`).toString('hex')

/** A PNG that is the same each time for the same client and kind, and another for everybody else. */
function picture({ vendorData, expected }: Session, kind: PictureKind): Buffer {
  const words = `${kind} of ${vendorData}${expected.first_name === INFECTED && kind === 'front' ? EICAR : ''}`
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', HEADER),
    chunk('tEXt', Buffer.from(`Description\0${words}`, 'latin1')),
    chunk('IDAT', deflateSync(Buffer.from([0, 0x7f]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, check])
}
