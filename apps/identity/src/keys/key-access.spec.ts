import { KEY_ACCESS_TOKEN, type KeySource } from '@filao/service'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyAccess } from './key-access'

const subjectId = '0190a7d4-7c1e-7000-8000-0000000000d1'
const key = randomBytes(32)
const source: KeySource = {
  keysOf: (ids, scopes) => Promise.resolve(ids.map((id) => ({ subjectId: id, scope: scopes[0]!, kid: id, key }))),
}
const token = randomBytes(32)
const folder = mkdtempSync(join(tmpdir(), 'filao-key-access-'))
const access = new KeyAccess(source, folder)
const asked = (shown: Buffer) => ({ token: shown.toString('hex'), subjectIds: [subjectId], scopes: ['cdd'] })
afterAll(() => rmSync(folder, { recursive: true }))

test('keys are given to nobody before a holder was named', async () => {
  await expect(access.answer(asked(token))).rejects.toMatchObject({ status: 401 })
})
test('keys are given to a holder who shows its token, and to nobody else', async () => {
  writeFileSync(join(folder, `compliance.${KEY_ACCESS_TOKEN}`), token)
  expect(await access.answer(asked(token))).toEqual({
    keys: [{ subjectId, scope: 'cdd', keyId: subjectId, key: key.toString('base64') }],
  })
  await expect(access.answer(asked(randomBytes(32)))).rejects.toMatchObject({ status: 401 })
})
test('a service that may have no keys has no token that counts', async () => {
  const theirs = randomBytes(32)
  writeFileSync(join(folder, `order.${KEY_ACCESS_TOKEN}`), theirs)
  await expect(access.answer(asked(theirs))).rejects.toMatchObject({ status: 401 })
})
test.each([undefined, {}, { ...asked(token), more: 1 }, { ...asked(token), scopes: ['all'] }])(
  'what cannot be read is answered 400: %j',
  async (body) => {
    await expect(access.answer(body)).rejects.toMatchObject({ status: 400 })
  },
)
