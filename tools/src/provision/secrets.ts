import type { ServiceName } from '@filao/contracts'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MasterKey } from '../platform/master-key'
import { roleName, roleUrl } from '../platform/roles'
import type { RoleKind, ServerAddress } from '../platform/roles'
import { diditSecrets } from './didit-secrets'
import { writeServiceSecrets } from './service-secrets'

export interface ContainerSecrets {
  /** Below it lies a folder per holder: `master`, `postgres`, `owners` (migrations), and one per service. */
  readonly root: string
  readonly services: readonly ServiceName[]
  /** Where the containers reach PostgreSQL. */
  readonly postgres: ServerAddress
}

/** Writes what each container may know into the folder that it mounts; connection strings as files for `node --env-file`. */
export async function writeContainerSecrets({ root, services, postgres }: ContainerSecrets): Promise<void> {
  const masterKey = await MasterKey.open(join(root, 'master', 'master.key'))
  const url = (service: ServiceName, kind: RoleKind): string =>
    roleUrl(postgres, roleName(service, kind), masterKey.rolePassword(service, kind))
  await mkdir(join(root, 'postgres'), { recursive: true })
  // Read by PostgreSQL's own user, which is not ours; nobody else mounts the folder.
  await writeFile(join(root, 'postgres', 'password'), masterKey.superuserPassword(), { mode: 0o644 })
  await mkdir(join(root, 'owners'), { recursive: true })
  await writeServiceSecrets(root, services)
  const didit = Object.entries(diditSecrets(masterKey)).map(([name, value]) => `${name}=${value}`)
  await mkdir(join(root, 'didit'), { recursive: true })
  await writeFile(join(root, 'didit', 'service.env'), `${didit.join('\n')}\n`, { mode: 0o600 })
  for (const service of services) {
    await writeFile(join(root, 'owners', `${service}.env`), `DATABASE_URL=${url(service, 'owner')}\n`, { mode: 0o600 })
    const lines = [
      `FILAO_DATABASE_URL=${url(service, 'service')}`,
      `FILAO_READER_DATABASE_URL=${url(service, 'reader')}`,
    ]
    if (service === 'compliance') lines.push(...didit)
    await writeFile(join(root, service, 'service.env'), `${lines.join('\n')}\n`, { mode: 0o600 })
  }
}
