import fc from 'fast-check'
import { parseJsonBody } from './json-body'

const read = (text: string): unknown => parseJsonBody(Buffer.from(text))
const unreadable = expect.objectContaining({ status: 400, code: 'unreadable-json' })

describe('JSON body', () => {
  it('is what JSON.parse reads, for any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        fc.pre(!/__proto__|\\u0000/.test(text))
        expect(read(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('may be empty', () => expect(parseJsonBody(Buffer.alloc(0))).toBeUndefined())

  it('may have colons, quotes and backslashes in strings', () =>
    expect(read('{"a:\\"b":"c:\\\\","d":[":"]}')).toEqual({ 'a:"b': 'c:\\', d: [':'] }))

  it.each([
    ['what is not JSON', '{"a":'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a member twice, deeper', '{"b":[{"a":1,"a":2}]}'],
    ['a lone surrogate in a value', '{"a":"\\ud800"}'],
    ['a lone surrogate in a name', '{"\\ud800":1}'],
    ['a lone surrogate alone', '"\\udfff"'],
    ['the character 0 in a value', '{"a":"b\\u0000"}'],
    ['the character 0 in a name', '{"\\u0000":1}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['more than 32 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['a byte order mark', '\ufeff{}'],
  ])('refuses %s', (_, text) => expect(() => read(text)).toThrow(unreadable))

  it('refuses bytes that are not UTF-8', () =>
    expect(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toThrow(unreadable))
})
