import type { ServiceName } from '@filao/contracts'
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { roleName } from './roles'
import type { RoleKind } from './roles'

/**
 * The one secret of a stack on a workstation, from which all others follow, so that nothing else has to be kept.
 * A production platform takes its secrets from a vault instead.
 */
export class MasterKey {
  private constructor(private readonly key: Buffer) {}

  /** Reads the key, or makes it on the first start. */
  static async open(file: string): Promise<MasterKey> {
    if (!existsSync(file)) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await writeFile(file, randomBytes(32), { mode: 0o600 })
    }
    return new MasterKey(await readFile(file))
  }

  /** Password of PostgreSQL's superuser. */
  superuserPassword(): string {
    return this.derive('postgres').toString('base64url')
  }

  rolePassword(service: ServiceName, kind: RoleKind): string {
    return this.derive(`role/${roleName(service, kind)}`).toString('base64url')
  }

  /** 32 bytes for a purpose; another purpose, other bytes. */
  derive(purpose: string): Buffer {
    return createHmac('sha256', this.key).update(purpose).digest()
  }
}
