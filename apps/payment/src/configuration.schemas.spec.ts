import { expect, it } from '@jest/globals'
import { DEPOSIT_FEES } from './configuration.schemas'

it.each([
  ['0', true],
  ['0.025', true],
  ['0.49999999', true],
  // A cent of a cent is a cent: nothing would be left to credit, and wallet takes no such deposit.
  ['0.5', false],
  ['1', false],
])('a share of %s of a deposit may be its fee: %s', (rate, may) => {
  const fees = { bank_transfer: '0', card: rate, mcb_juice: '0', mips: '0' }
  expect(DEPOSIT_FEES.schema.safeParse(fees).success).toBe(may)
})
