const INITIAL = 0.7
const SAME_SKELETON = 0.92
const PREFIX_WEIGHT = 0.1
const PREFIX_LETTERS_MAX = 4

/** A token with what is computed from it once and compared often. */
export interface Token {
  readonly text: string
  readonly collapsed: string
  readonly skeleton: string
  /** One bit for each letter that occurs, and one for any digit. */
  readonly letters: number
}

export function tokenOf(text: string): Token {
  const collapsed = collapse(text)
  return { text, collapsed, skeleton: skeletonOf(collapsed), letters: lettersOf(text) }
}

/** How alike two tokens are, 0..1 (regulation 3.3, "token similarity"). */
export function similarity(a: Token, b: Token): number {
  if (a.text === b.text) return 1
  if (a.text.length === 1 || b.text.length === 1) return a.text[0] === b.text[0] ? INITIAL : 0
  const longer = Math.max(a.text.length, b.text.length)
  const sound = a.skeleton === b.skeleton && isWithin(a.collapsed, b.collapsed, Math.floor(longer / 3))
  const spelling = spellingSimilarity(a, b, Math.floor(longer / 4))
  return sound ? Math.max(SAME_SKELETON, spelling) : spelling
}

function spellingSimilarity(a: Token, b: Token, edits: number): number {
  // An edit changes at most two letters of the sets, so most pairs are told apart without looking at the order.
  if (bitCount(a.letters ^ b.letters) > 2 * edits) return 0
  return isWithin(a.text, b.text, edits) ? jaroWinkler(a.text, b.text) : 0
}

const collapse = (text: string): string => text.replace(/(.)\1+/g, '$1')

/** What is left of a token's sound when the letters are gone that transliterations disagree about. */
function skeletonOf(collapsed: string): string {
  const sounds = collapsed
    .replace(/ph/g, 'f')
    .replace(/([kgdt])h/g, '$1')
    .replace(/sh|ch/g, 's')
    .replace(/dj/g, 'j')
    .replace(/[qc]/g, 'k')
    .replace(/z/g, 's')
    .replace(/v/g, 'w')
  const first = /^[aeiou]/.test(sounds) ? 'a' : sounds.slice(0, 1)
  return first + sounds.slice(1).replace(/[aeiouyhw]/g, '')
}

const A = 97
const DIGIT_BIT = 26

function lettersOf(text: string): number {
  let letters = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    letters |= 1 << (code >= A ? code - A : DIGIT_BIT)
  }
  return letters
}

function bitCount(bits: number): number {
  let rest = bits
  let count = 0
  for (; rest !== 0; count += 1) rest &= rest - 1
  return count
}

/** Jaro-Winkler similarity with a prefix weight of 0.1 for at most four letters (Winkler 1990). */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroOf(a, b)
  let prefix = 0
  while (prefix < PREFIX_LETTERS_MAX && prefix < a.length && a[prefix] === b[prefix]) prefix += 1
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro)
}

function jaroOf(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Array<boolean>(b.length).fill(false)
  const matched: string[] = []
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(b.length, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (taken[j] || a[i] !== b[j]) continue
      taken[j] = true
      matched.push(a[i]!)
      break
    }
  }
  if (matched.length === 0) return 0
  let outOfOrder = 0
  let next = 0
  for (let j = 0; j < b.length; j += 1) if (taken[j] && matched[next++] !== b[j]) outOfOrder += 1
  const m = matched.length
  return (m / a.length + m / b.length + (m - outOfOrder / 2) / m) / 3
}

/** Whether the optimal string alignment distance (insert, delete, replace, swap of neighbours) is at most `limit`. */
export function isWithin(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let distance = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, beforePrevious[j - 2]! + 1)
      row.push(distance)
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.length]! <= limit
}
