import { generateSync } from 'otplib'
import { AuthenticatorCodes } from './authenticator-codes'

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const NOW = 1_800_000_010_000
const codeAt = (milliseconds: number): string =>
  generateSync({ secret: SECRET, epoch: Math.floor(milliseconds / 1000) })

beforeEach(() => jest.useFakeTimers({ now: NOW }))
afterEach(() => jest.useRealTimers())

it('are of each step once: the one before at first, the present, the one ahead, and then one in 30 s', async () => {
  const codes = new AuthenticatorCodes()
  expect(await codes.first(SECRET)).toBe(codeAt(NOW - 30_000))
  expect(await codes.next(SECRET)).toBe(codeAt(NOW))
  expect(await codes.next(SECRET)).toBe(codeAt(NOW + 30_000))
  const waiting = codes.next(SECRET)
  const asked = jest.fn()
  void waiting.then(asked)
  await jest.advanceTimersByTimeAsync(19_000)
  expect(asked).not.toHaveBeenCalled()
  await jest.advanceTimersByTimeAsync(2_000)
  expect(await waiting).toBe(codeAt(NOW + 60_000))
})

it('begin with the present one before the turn of a step: the one before would arrive too late', async () => {
  jest.setSystemTime(NOW + 15_000)
  expect(await new AuthenticatorCodes().first(SECRET)).toBe(codeAt(NOW))
})

it('skip what time has passed', async () => {
  const codes = new AuthenticatorCodes()
  await codes.next(SECRET)
  jest.setSystemTime(NOW + 300_000)
  expect(await codes.next(SECRET)).toBe(codeAt(NOW + 300_000))
})
