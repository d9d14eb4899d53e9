import type { ServiceName } from '@filao/contracts'
import { BODY_HASH_KEY } from '@filao/service'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes the secrets that every service expects to find, once; what a service alone needs it makes by itself. */
export async function writeServiceSecrets(folder: string, services: readonly ServiceName[]): Promise<void> {
  for (const service of services) {
    const own = join(folder, service)
    await mkdir(own, { recursive: true, mode: 0o700 })
    const key = join(own, BODY_HASH_KEY)
    if (!existsSync(key)) await writeFile(key, randomBytes(32), { mode: 0o600 })
  }
}
