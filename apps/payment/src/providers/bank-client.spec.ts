import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BankClient } from './bank-client'
import { mipsChecksum } from './mips-checksum'
import { MipsClient } from './mips-client'
import { ProviderSilent } from './providers'

/** What the provider says next, to whatever it is asked. */
let said: object
const provider = createServer((_, reply) => void reply.end(JSON.stringify(said)))
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => provider.close(resolve)))

const received = { providerReference: 'IN1', reference: 'r', status: 'received', currency: 'USD', amount: '5' }

describe('what a bank tells of money', () => {
  const told = async (...movements: object[]) => {
    said = { movements, next: '7' }
    return (await new BankClient(url, 'token').movementsAfter('0')).movements
  }

  it.each([
    ['an amount that is none', { amount: '1e5' }],
    ['an amount that no column holds', { amount: '1000000000000' }],
    ['a name that nothing can be found by', { providerReference: 'a\u0000b' }],
    ['a state that is not agreed', { status: 'lost' }],
  ])('in a form that cannot be read is not known, and what came with it is: %s', async (_, wrong) => {
    expect(await told({ ...received, ...wrong }, received)).toEqual([undefined, received])
  })

  it.each([
    ['payerName', `Ada\u0000\nLovelace ${'x'.repeat(200)}`, `Ada Lovelace ${'x'.repeat(87)}`],
    ['payerName', ' \t', undefined],
    ['payerName', '\ud800', '\ufffd'],
    ['payerName', null, undefined],
    ['payerLast4', '12-4', undefined],
    ['payerLast4', '12345', undefined],
    ['payerCountry', 'mu', undefined],
    ['payerBank', '', undefined],
    ['reference', 'for\u0000 it', 'for it'],
    ['reference', null, ''],
  ])('is known, of whom it comes from only what can be kept: %s %j is %j', async (field, value, kept) => {
    expect(await told({ ...received, [field]: value })).toEqual([{ ...received, [field]: kept }])
  })
})

describe('what a bank tells of a payout', () => {
  it('is what became of it, whatever else is told', async () => {
    said = { status: 'completed', providerReference: 7, code: 'x'.repeat(100) }
    expect(await new BankClient(url, 'token').payout('E1')).toEqual({ status: 'completed', code: 'x'.repeat(60) })
  })
  it('is nothing where it is not of the form that was agreed', async () => {
    said = { status: 'perhaps' }
    await expect(new BankClient(url, 'token').payout('E1')).rejects.toThrow(ProviderSilent)
  })
})

describe('what the orchestrator opens', () => {
  const settings = { url: '', idMerchant: '', idEntity: '', idOperator: '', operatorPassword: '' }
  const secrets = { username: '', password: '', salt: 'salt', cipherKey: '', returnUrl: '' }
  const imn = (fields: object) => {
    const whole = {
      ...{ amount: '2500', currency: 'MUR', status: 'success', id_order: 'ORDER1', transaction_id: 'TX1' },
      ...{ type: 'SALE', payment_method: 'JUICE' },
      ...fields,
    }
    return { ...whole, checksum: mipsChecksum(whole, secrets.salt) }
  }
  const opened = (fields: object) => {
    said = imn(fields)
    return new MipsClient({ ...settings, ...secrets, url }).open('crypted')
  }

  it('is money in major units', async () =>
    expect(await opened({})).toMatchObject({ providerReference: 'TX1', status: 'received', amount: '25' }))
  it.each([
    ['an amount that is none', { amount: '007' }],
    ['an amount that no column holds', { amount: '999999999999999' }],
    ['a name longer than is kept with what is said of it', { transaction_id: 'x'.repeat(250) }],
    ['an order that no client was told', { id_order: 'a\u0000bcdef' }],
  ])('is nothing where it cannot be read, also when it was signed: %s', async (_, wrong) =>
    expect(await opened(wrong)).toBeUndefined(),
  )
})
