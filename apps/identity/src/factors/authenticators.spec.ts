import { describe, expect, test } from '@jest/globals'
import { Authenticators } from './authenticators'

/** RFC 6238, appendix B, for SHA-1: the last six of its eight digits. The secret is the text 12345678901234567890. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const
const at = (seconds: number): Authenticators => new Authenticators({ now: () => seconds * 1000 })

describe('an authenticator', () => {
  test.each(VECTORS)('at %d s shows what RFC 6238 says', (seconds, code) => {
    expect(at(seconds).stepOf(SECRET, code)).toBe(Math.floor(seconds / 30))
  })
  test.each([
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ])('is believed %d steps off: %s', (steps, isBelieved) => {
    const found = at(1_234_567_890 + steps * 30).stepOf(SECRET, '005924')
    expect(found).toBe(isBelieved ? Math.floor(1_234_567_890 / 30) : undefined)
  })
  test.each(['005925', '00592', '0059240', '', 'abcdef'])('does not show %j', (code) => {
    expect(at(1_234_567_890).stepOf(SECRET, code)).toBeUndefined()
  })
  test('has a secret of 160 bits, and says it as apps read it', () => {
    const authenticators = at(0)
    const secret = authenticators.makeSecret()
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(authenticators.makeSecret()).not.toBe(secret)
    const uri = new URL(authenticators.uriOf(secret, 'ada@example.com'))
    expect(uri.href).toMatch(/^otpauth:\/\/totp\/Filao:ada(%40|@)example\.com\?/)
    expect(uri.searchParams.get('secret')).toBe(secret)
  })
})
