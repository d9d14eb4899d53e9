import { describe, expect, test } from '@jest/globals'
import { createSecretKey } from 'node:crypto'
import { openField, sealField } from './sealed-field'

const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, (_, n) => n))
const key = { kid: '0190a7d4-7c1e-7000-8000-0000000000d1', key: createSecretKey(bytes(32)) }
const place = { ceType: 'filao.compliance.KycSubmitted.v1', pointer: '/fullName' }
const json = '"Jean Désiré"'

describe('a sealed field', () => {
  test('is what regulation 6.4 says', () => {
    expect(sealField(key, place, json, bytes(12))).toEqual({
      $enc: 1,
      kid: key.kid,
      n: 'AAECAwQFBgcICQoL',
      c: 'ZUizeqvFhtgkMv75ckBaJ+U9aPMnG1SnSaWrX7w7uw==',
    })
  })
  test('opens where it was sealed', () => {
    expect(openField(key, place, sealField(key, place, json))).toBe(json)
  })
  test('never looks the same twice', () => {
    expect(sealField(key, place, json)).not.toEqual(sealField(key, place, json))
  })
  test.each([
    ['in another message', key, { ...place, ceType: 'filao.compliance.KycApproved.v1' }],
    ['in another field', key, { ...place, pointer: '/firstName' }],
    ['under another key id', { ...key, kid: '0190a7d4-7c1e-7000-8000-0000000000d2' }, place],
    ['with another key', { ...key, key: createSecretKey(Buffer.alloc(32)) }, place],
  ])('does not open %s', (_where, otherKey, otherPlace) => {
    expect(() => openField(otherKey, otherPlace, sealField(key, place, json))).toThrow()
  })
  test('does not open when it was altered', () => {
    const sealed = sealField(key, place, json)
    const altered = Buffer.from(sealed.c, 'base64')
    altered[0]! ^= 1
    expect(() => openField(key, place, { ...sealed, c: altered.toString('base64') })).toThrow()
  })
})
