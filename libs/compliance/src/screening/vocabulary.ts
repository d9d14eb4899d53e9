import { joined } from './name-score'
import { similarity, type Token } from './similarity'

/** How alike the tokens of a query are to those of a list: by the query's token, then by the list's. Absent: not at all. */
export type Likeness = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Tokens asked for last whose likes are kept: the names of clients share most of theirs. */
const KNOWN_TOKENS_MAX = 10_000

/** The distinct tokens of many names, each with its bearers. A name is looked for by each of its tokens, once a token. */
export class Vocabulary<Bearer> {
  private readonly bearers = new Map<string, Set<Bearer>>()
  private readonly byLength = new Map<number, Token[]>()
  private readonly bySkeleton = new Map<string, Token[]>()
  private readonly byJoined = new Map<string, Set<Bearer>>()
  private readonly known = new Map<string, ReadonlyMap<string, number>>()

  add(view: readonly Token[], bearer: Bearer): void {
    this.known.clear()
    put(this.byJoined, joined(view), bearer)
    for (const token of view) {
      if (!this.bearers.has(token.text)) {
        list(this.byLength, token.text.length).push(token)
        list(this.bySkeleton, token.skeleton).push(token)
      }
      put(this.bearers, token.text, bearer)
    }
  }

  /** Who bears a token that is like one of these, or the same letters otherwise divided; and how alike the tokens are. */
  find(views: readonly (readonly Token[])[]): { readonly found: ReadonlySet<Bearer>; readonly likeness: Likeness } {
    const found = new Set<Bearer>()
    const likeness = new Map<string, ReadonlyMap<string, number>>()
    for (const view of views) {
      for (const bearer of this.byJoined.get(joined(view)) ?? []) found.add(bearer)
      for (const token of view) {
        if (likeness.has(token.text)) continue
        const alike = this.alike(token)
        likeness.set(token.text, alike)
        for (const text of alike.keys()) for (const bearer of this.bearers.get(text)!) found.add(bearer)
      }
    }
    return { found, likeness }
  }

  private alike(asked: Token): ReadonlyMap<string, number> {
    const known = this.known.get(asked.text)
    if (known) return known
    if (this.known.size >= KNOWN_TOKENS_MAX) this.known.delete(this.known.keys().next().value!)
    const alike = this.compared(asked)
    this.known.set(asked.text, alike)
    return alike
  }

  private compared(asked: Token): ReadonlyMap<string, number> {
    const alike = new Map<string, number>()
    const compare = (known: Token): void => {
      if (alike.has(known.text)) return
      const score = similarity(asked, known)
      if (score > 0) alike.set(known.text, score)
    }
    for (const [length, tokens] of this.byLength) if (mayBeAlike(asked.text.length, length)) tokens.forEach(compare)
    this.bySkeleton.get(asked.skeleton)?.forEach(compare)
    return alike
  }
}

/** Whether tokens of these lengths can be alike other than by their skeleton. */
function mayBeAlike(a: number, b: number): boolean {
  return a === 1 || b === 1 || Math.abs(a - b) <= Math.floor(Math.max(a, b) / 4)
}

function put<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}

function list<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  const known = map.get(key)
  if (known) return known
  const made: Value[] = []
  map.set(key, made)
  return made
}
