import type { ServiceName } from '@filao/contracts'
import { BODY_HASH_KEY, KEY_ACCESS_TOKEN, KEY_HOLDERS, type KeyHolder } from '@filao/service/secrets'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes the secrets that every service expects to find, once; what a service alone needs it makes by itself. */
export async function writeServiceSecrets(folder: string, services: readonly ServiceName[]): Promise<void> {
  for (const service of services) {
    const own = join(folder, service)
    await mkdir(own, { recursive: true, mode: 0o700 })
    await writeOnce(join(own, BODY_HASH_KEY))
  }
  if (services.includes('compliance')) await writeOnce(join(folder, 'compliance', 'storage.key'))
  if (services.includes('payment')) await writeProviderKey(join(folder, 'payment'))
  for (const holder of KEY_HOLDERS.filter((one) => services.includes(one))) await writeKeyAccess(folder, holder)
}

/** What a service shows identity to be given people's keys; identity has the same in a file that names the holder. */
async function writeKeyAccess(folder: string, holder: KeyHolder): Promise<void> {
  const theirs = join(folder, holder, KEY_ACCESS_TOKEN)
  await writeOnce(theirs)
  await mkdir(join(folder, 'identity'), { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'identity', `${holder}.${KEY_ACCESS_TOKEN}`), await readFile(theirs), { mode: 0o600 })
}

/** Name of what payment and the simulated providers of a stack derive their shared secrets from. */
export const PROVIDER_KEY = 'provider.key'

async function writeProviderKey(folder: string): Promise<void> {
  await writeOnce(join(folder, PROVIDER_KEY))
}

async function writeOnce(path: string): Promise<void> {
  if (!existsSync(path)) await writeFile(path, randomBytes(32), { mode: 0o600 })
}
