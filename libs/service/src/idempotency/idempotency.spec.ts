import fc from 'fast-check'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../environment'
import { BodyHashes } from './body-hash'
import { commandIdOf } from './command-id'
import { readIdempotencyKey } from './idempotency-key'

function secretsWith(key: string): string {
  const secretsDir = mkdtempSync(join(tmpdir(), 'secrets-'))
  writeFileSync(join(secretsDir, 'body-hash.key'), key)
  return secretsDir
}
const hashes = new BodyHashes({ secretsDir: secretsWith('k'.repeat(32)) })

describe('command id', () => {
  const key = { userId: 'u', route: 'POST /v1/orders', key: 'k' }

  it('is a UUIDv5 that never changes', () => expect(commandIdOf(key)).toBe('c670ec01-1ba8-5139-9bd3-825d4647cb7a'))

  it('differs with the user, the route and the key', () => {
    const ids = [key, { ...key, userId: 'v' }, { ...key, route: 'POST /v1/x' }, { ...key, key: 'l' }].map(commandIdOf)
    expect(new Set(ids).size).toBe(4)
  })

  it('is not the same for other triples that read alike when joined', () =>
    expect(commandIdOf({ userId: 'a', route: 'b', key: 'c","d' })).not.toBe(
      commandIdOf({ userId: 'a', route: 'b","c', key: 'd' }),
    ))
})

describe('body hash', () => {
  it('is the same for the same JSON, in whatever order and spacing it was sent', () =>
    expect(hashes.of(JSON.parse('{"b":[1,{"d":null,"c":"é"}],"a":"1"}'))).toEqual(
      hashes.of(JSON.parse('{ "a" : "1", "b":[ 1, {"c":"\\u00e9", "d":null } ] }')),
    ))

  it('differs between bodies, for any two that differ', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (one, other) => {
        fc.pre(
          JSON.stringify(one) !== JSON.stringify(other) &&
            !/\d\.|e[+-]|-0|[\ud800-\udfff]/.test(JSON.stringify([one, other])),
        )
        fc.pre(!/-?\d{16}/.test(JSON.stringify([one, other])))
        expect(hashes.of(one).equals(hashes.of(other))).toBe(false)
      }),
    ))

  it('knows a written "1.0" from "1": it is the request that is compared, not what it means', () =>
    expect(hashes.of({ quantity: '1.0' })).not.toEqual(hashes.of({ quantity: '1' })))

  it('knows one thing of a path from another: approving this is not approving that', () => {
    expect(hashes.of({}, { id: 'one' })).toEqual(hashes.of({}, { id: 'one' }))
    expect(hashes.of({}, { id: 'one' })).not.toEqual(hashes.of({}, { id: 'other' }))
  })

  it('depends on the key', () =>
    expect(new BodyHashes({ secretsDir: secretsWith('x'.repeat(32)) }).of({})).not.toEqual(hashes.of({})))

  it('also is that of no body', () => expect(hashes.of(undefined)).toHaveLength(32))

  it('refuses numbers that other languages write otherwise', () =>
    expect(() => hashes.of({ a: 1.5 })).toThrow(expect.objectContaining({ status: 422 })))

  it('needs a key of 32 bytes, when it is asked for one', () => {
    expect(() => new BodyHashes({ secretsDir: secretsWith('short') })).toThrow(ConfigError)
    const without = new BodyHashes({ secretsDir: undefined })
    expect(without.usable).toBe(false)
    expect(() => without.of({})).toThrow(ConfigError)
  })
})

describe('idempotency key', () => {
  it('is 1 to 128 visible characters', () => expect(readIdempotencyKey('a'.repeat(128))).toHaveLength(128))

  it.each([undefined, '', ['a', 'b']])('is required: %j', (header) =>
    expect(() => readIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'idempotency-key-required' })),
  )

  it.each(['a'.repeat(129), 'a b', 'é', 'a\u0000'])('is refused when it is none: %j', (header) =>
    expect(() => readIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'idempotency-key-invalid' })),
  )
})
