import { expect, it } from '@jest/globals'
import { isMipsChecksum, mipsChecksum } from './mips-checksum'
import { fromMinor } from './mips-client'

const fields = {
  amount: '102500',
  currency: 'MUR',
  status: 'success',
  id_order: '0f3b2c4d5e6f70819203a4b5c',
  transaction_id: 'TX123',
  type: 'SALE',
  payment_method: 'JUICE',
}
const checksum = 'af93dbb05e4823aeaec60e4ffd38a816a5492d8c961c95f5b42bd7123d5e7b52'

it('is the vector of domain.md 11.4', () => {
  expect(mipsChecksum(fields, 'salt123')).toBe(checksum)
  expect(isMipsChecksum(fields, 'salt123', checksum)).toBe(true)
  expect(isMipsChecksum({ ...fields, amount: '102501' }, 'salt123', checksum)).toBe(false)
  expect(isMipsChecksum(fields, 'salt123', checksum.slice(1))).toBe(false)
})

it.each([
  ['102500', 'MUR', '1025'],
  ['1', 'USD', '0.01'],
  ['500', 'JPY', '500'],
  ['1500', 'KWD', '1.5'],
])('%s minor units of %s are %s', (minor, currency, major) => expect(fromMinor(minor, currency)).toBe(major))
