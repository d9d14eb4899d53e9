import { newId } from '@filao/service'
import { createSecretKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testKeys } from '../testing/keys'
import { LocalFolder } from './local-folder'
import { mediaTypeOf } from './media-type'
import { hashOf, SealedFiles } from './sealed-files'

const folder = mkdtempSync(join(tmpdir(), 'filao-documents-'))
afterAll(() => rmSync(folder, { recursive: true }))
const storage = new LocalFolder(folder)
const files = new SealedFiles(storage, testKeys())
const CONTENT = Buffer.from('%PDF-1.7 the passport of Zebulon Lovelace')

function place(userId = newId(1)) {
  const id = newId(1)
  return { userId, path: `${id.slice(-2)}/${id}` }
}
const fileOf = ({ path }: { path: string }) => join(folder, path)

test('a file comes back as it was handed in, and lies there sealed', async () => {
  const of = place()
  await files.store(of, CONTENT)
  expect(await files.read(of, hashOf(CONTENT))).toEqual(CONTENT)
  expect(readFileSync(fileOf(of)).toString('latin1')).not.toContain('Zebulon')
})
test('nothing unfinished is left behind, and a file again takes the place of the one before', async () => {
  const of = place()
  await files.store(of, Buffer.from('one'))
  await files.store(of, Buffer.from('two'))
  expect(await files.read(of, hashOf(Buffer.from('two')))).toEqual(Buffer.from('two'))
  expect(readdirSync(join(folder, of.path.slice(0, 2))).filter((name) => name.endsWith('.new'))).toEqual([])
})
test('a bit that has changed is found, wherever it is', async () => {
  const of = place()
  await files.store(of, CONTENT)
  const whole = readFileSync(fileOf(of))
  for (const at of [0, 60, whole.length - 1]) {
    const changed = Buffer.from(whole)
    changed[at]! ^= 1
    writeFileSync(fileOf(of), changed)
    await expect(files.read(of, hashOf(CONTENT))).rejects.toThrow(expect.objectContaining({ name: 'FileDamaged' }))
  }
  writeFileSync(fileOf(of), whole.subarray(0, 20))
  await expect(files.read(of, hashOf(CONTENT))).rejects.toThrow(expect.objectContaining({ name: 'FileDamaged' }))
})
test('a file in another’s place is not taken for it, and neither is one with another hash', async () => {
  const userId = newId(1)
  const [one, other] = [place(userId), place(userId)]
  await files.store(one, CONTENT)
  await files.store(other, Buffer.from('other'))
  writeFileSync(fileOf(other), readFileSync(fileOf(one)))
  await expect(files.read(other, hashOf(CONTENT))).rejects.toThrow(expect.objectContaining({ name: 'FileDamaged' }))
  await expect(files.read(one, hashOf(Buffer.from('x')))).rejects.toThrow(
    expect.objectContaining({ name: 'FileDamaged' }),
  )
})
test('a file whose key is another by now is nobody’s any more', async () => {
  const of = place()
  await files.store(of, CONTENT)
  const later = new SealedFiles(storage, {
    ready: () => Promise.resolve(),
    keyOf: () => ({ kid: '0190a7d4-7c1e-7000-8000-0000000000d1', key: createSecretKey(Buffer.alloc(32)) }),
  })
  await expect(later.read(of, hashOf(CONTENT))).rejects.toThrow(expect.objectContaining({ name: 'FileErased' }))
})
test('a file that is not there is missing; to remove it is nothing', async () => {
  const of = place()
  await expect(files.read(of, hashOf(CONTENT))).rejects.toThrow(expect.objectContaining({ name: 'FileMissing' }))
  await files.remove(of)
})
test.each(['../../etc/passwd', 'aa/../b', '/etc/passwd', 'aa/x'])(
  'a path that leads elsewhere is refused: %s',
  (path) => expect(storage.get(path)).rejects.toThrow(TypeError),
)
test('a file is what its content says', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  )
  expect(await mediaTypeOf(png)).toBe('image/png')
  expect(await mediaTypeOf(CONTENT)).toBe('application/pdf')
  expect(await mediaTypeOf(Buffer.from('MZ not a picture'))).toBeUndefined()
  expect(await mediaTypeOf(Buffer.from('<svg/>'))).toBeUndefined()
})
