import { faultOf, readUnList, UnreadableList, type ListEntry, type ReadList } from '@filao/compliance'
import { canonicalJson, type ListCode } from '@filao/contracts'
import { createHash } from 'node:crypto'
import { ZodError } from 'zod'
import { readXml } from './read-xml'
import { readRegister } from './register.schemas'

/** An entry with the SHA-256 of its canonical JSON, by which a change is seen. */
export interface HashedEntry {
  readonly entry: ListEntry
  readonly hash: string
}

/** A list as it stands in its file. */
export interface ReadVersion {
  readonly generatedAt: string
  readonly sha256: string
  readonly entries: readonly HashedEntry[]
}

/** Reads the file of a list. Throws {@link UnreadableList}, in words for whoever loads it. */
export function readListFile(listCode: ListCode, bytes: Uint8Array): ReadVersion {
  const list = understood(listCode, bytes)
  const fault = faultOf(list, listCode)
  if (fault !== undefined) throw new UnreadableList(fault)
  return {
    generatedAt: list.generatedAt,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    entries: list.entries.map((entry) => ({ entry, hash: hashOf(entry) })),
  }
}

/** SHA-256 of the canonical JSON of an entry (regulation 3.1). */
export const hashOf = (entry: ListEntry): string => createHash('sha256').update(canonicalJson(entry)).digest('hex')

function understood(listCode: ListCode, bytes: Uint8Array): ReadList {
  try {
    return listCode === 'un' ? readUnList(readXml(bytes)) : readRegister(listCode, bytes)
  } catch (error) {
    if (error instanceof UnreadableList) throw error
    if (error instanceof ZodError) {
      const [issue] = error.issues
      throw new UnreadableList(`${issue!.path.join('.')}: ${issue!.message}`)
    }
    if (error instanceof SyntaxError) throw new UnreadableList('the file is no JSON')
    if (error instanceof TypeError) throw new UnreadableList('the file is not UTF-8')
    throw error
  }
}
