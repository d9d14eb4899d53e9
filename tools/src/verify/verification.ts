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

/**
 * Runs a service's proof in a process of its own: as the schema's owner, and with the secrets that seal its events; those
 * who are given people's keys ask identity for them.
 */
export async function verify(
  service: ServiceName,
  place: { readonly ownerUrl: string; readonly secretsFolder: string; readonly identityUrl: string },
): Promise<Verification> {
  const { ownerUrl, secretsFolder, identityUrl } = place
  const own = { DATABASE_URL: ownerUrl, FILAO_SECRETS_DIR: secretsFolder, FILAO_IDENTITY_INTERNAL_URL: identityUrl }
  const env = { ...process.env, ...own }
  const options = { env, timeout: VERIFICATION_MS_MAX, maxBuffer: SAID_BYTES_MAX }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, nodeArguments(service, 'verify'), options)
    return { holds: true, said: stdout }
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return { holds: false, said: stdout + stderr || `✗ ${service}: ${(error as Error).message}\n` }
  }
}
