const WHOLE_FLOAT = /^(-?\d+)\.0+$/
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const SPACE = /[ \t\r\n]*/y
const DEPTH_MAX = 32

/**
 * The text that `X-Signature-V2` signs (domain 11.1): members sorted by code point at every level, no spaces, nothing
 * escaped that need not be, whole floats as integers, arrays in order. Written from the text itself: sorting an object
 * would move keys that look like integers first, and reading a number would lose how it was written.
 * Throws a SyntaxError for what is no JSON.
 */
export function canonicalText(json: string): string {
  const reader = new Reader(json)
  const text = reader.value(0)
  reader.end()
  return text
}

class Reader {
  private at = 0

  constructor(private readonly text: string) {}

  value(depth: number): string {
    if (depth > DEPTH_MAX) throw new SyntaxError('nested too deeply')
    this.take(SPACE)
    const next = this.text[this.at]
    if (next === '{') return this.object(depth)
    if (next === '[') return this.array(depth)
    if (next === '"') return this.string()
    const word = ['true', 'false', 'null'].find((one) => this.text.startsWith(one, this.at))
    if (word !== undefined) {
      this.at += word.length
      return word
    }
    const number = this.take(NUMBER)
    if (number === '') throw new SyntaxError(`no value at ${this.at}`)
    return WHOLE_FLOAT.exec(number)?.[1] ?? number
  }

  end(): void {
    this.take(SPACE)
    if (this.at < this.text.length) throw new SyntaxError(`more after the value at ${this.at}`)
  }

  private object(depth: number): string {
    const members: { readonly name: string; readonly text: string }[] = []
    this.list('{', '}', () => {
      this.take(SPACE)
      const name = this.string()
      this.must(':')
      members.push({ name, text: `${name}:${this.value(depth + 1)}` })
    })
    members.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    return `{${members.map(({ text }) => text).join(',')}}`
  }

  private array(depth: number): string {
    const items: string[] = []
    this.list('[', ']', () => items.push(this.value(depth + 1)))
    return `[${items.join(',')}]`
  }

  private list(open: string, close: string, item: () => void): void {
    this.must(open)
    if (this.has(close)) return
    do item()
    while (this.has(','))
    this.must(close)
  }

  private string(): string {
    const text = this.take(STRING)
    if (text === '') throw new SyntaxError(`no string at ${this.at}`)
    return JSON.stringify(JSON.parse(text))
  }

  private has(sign: string): boolean {
    this.take(SPACE)
    if (this.text[this.at] !== sign) return false
    this.at += 1
    return true
  }

  private must(sign: string): void {
    if (!this.has(sign)) throw new SyntaxError(`no ${sign} at ${this.at}`)
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }
}
