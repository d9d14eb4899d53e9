import { createPrivateKey, type KeyObject } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The newest key of identity, wherever the servers run. */
export function signingKeyOf(folder: string): KeyObject {
  const secrets = ['native', 'docker'].map((mode) => join(folder, mode, 'secrets', 'identity')).find(existsSync)
  if (secrets === undefined) throw new Error(`no secrets of identity in ${folder}`)
  const newest = readdirSync(secrets)
    .filter((name) => name.startsWith('signing-'))
    .sort()
    .at(-1)
  if (newest === undefined) throw new Error('identity has no signing key')
  return createPrivateKey(readFileSync(join(secrets, newest)))
}
