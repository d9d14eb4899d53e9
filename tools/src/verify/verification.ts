import type { ServiceName } from '@filao/contracts'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { entry, nodeArguments } from '../platform/services'

/** What one service's proof said, line by line; lines that begin with ✗ do not hold. */
export interface Verification {
  readonly holds: boolean
  readonly said: string
}

const VERIFICATION_MS_MAX = 3_600_000
const SAID_BYTES_MAX = 16 * 1024 ** 2

/** Services with a log of their own, of which state can be proven. */
export const canVerify = (service: ServiceName): boolean => existsSync(entry(service, 'verify'))

/** Runs a service's proof in a process of its own: as the schema's owner, and with the secrets that seal its events. */
export async function verify(
  service: ServiceName,
  place: { readonly ownerUrl: string; readonly secretsFolder: string },
): Promise<Verification> {
  const env = { ...process.env, DATABASE_URL: place.ownerUrl, FILAO_SECRETS_DIR: place.secretsFolder }
  const options = { env, timeout: VERIFICATION_MS_MAX, maxBuffer: SAID_BYTES_MAX }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, nodeArguments(service, 'verify'), options)
    return { holds: true, said: stdout }
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return { holds: false, said: stdout + stderr || `✗ ${service}: ${(error as Error).message}\n` }
  }
}
