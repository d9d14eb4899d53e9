import { describe, expect, test } from '@jest/globals'
import { weaknessOf } from './password-policy'

describe('a new password', () => {
  test.each([
    ['ada.lovelace-1815', 'ada.lovelace@example.com', 'e-mail'],
    ['xxADAxx-longer-one', 'ada@example.com', 'e-mail'],
    ['Password1234', 'ada@example.com', 'everybody'],
    ['123456789012', 'ada@example.com', 'everybody'],
    ['abcabcabcabcabc', 'bob@example.com', 'everybody'],
    ['aaaaaaaaaaaaaaa', 'bob@example.com', 'everybody'],
  ])('%s of %s is refused', (password, email, why) => {
    expect(weaknessOf(password, email)).toContain(why)
  })
  test.each(['tr0ub4dor and 3 friends', 'Zebra-Quartz-71', 'x7!kP2vQ9z_L'])('%s will do', (password) => {
    expect(weaknessOf(password, 'ada@example.com')).toBeUndefined()
  })
  test('may contain a local part too short to be a name', () => {
    expect(weaknessOf('Zebra-Quartz-71', 'a@example.com')).toBeUndefined()
  })
})
