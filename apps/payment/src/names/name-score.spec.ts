import { expect, it } from '@jest/globals'
import { nameLikeness } from './name-score'

it.each([
  ['Ada Lovelace', 'Ada Lovelace', true],
  ['Ada Lovelace', 'LOVELACE ADA', true],
  ['Renée Zoë Müller', 'Renee Zoe Muller', true],
  ['Ada Lovelace', 'Grace Hopper', false],
  ['Ada Lovelace', 'Ada Hopper', false],
])('%s and %s', (known, told, isSame) => {
  expect(nameLikeness(known, told) >= 0.9).toBe(isSame)
})
