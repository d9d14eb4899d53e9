import { expect, test } from '@jest/globals'
import { ServerKey } from '../tokens/server-key'
import { RecoveryCodes } from './recovery-codes'

const codes = new RecoveryCodes(new ServerKey(Buffer.alloc(32, 1)))
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

test('a recovery code is found by its hash, however it is typed', () => {
  const code = codes.make(id(1))
  expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)
  for (const typed of [code, code.toUpperCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `]) {
    expect(RecoveryCodes.hashIn(typed)).toBe(codes.hashOf(id(1)))
  }
  expect(RecoveryCodes.hashIn(codes.make(id(2)))).not.toBe(codes.hashOf(id(1)))
})

test.each(['', '123456', 'abcd-efgh-ijkl', 'abcd-efgh-ijkl-mno1'])('%j is none', (text) => {
  expect(RecoveryCodes.hashIn(text)).toBeUndefined()
})

test('with another key they are others', () => {
  expect(new RecoveryCodes(new ServerKey(Buffer.alloc(32, 2))).make(id(1))).not.toBe(codes.make(id(1)))
})
