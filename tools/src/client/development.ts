import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Complaint } from '../complaint'
import { REPOSITORY } from '../platform/services'
import type { Person } from '../start/people'

/** How to drive the running platform: what the launcher writes to `dev.json`. */
export interface Development {
  readonly gateway: string
  readonly staff: Readonly<Record<string, Person>>
  readonly clients: readonly Person[]
  readonly postgres: Readonly<Record<string, { readonly url: string; readonly ownerUrl: string }>>
  /** Outside systems that the stack runs itself, by name: their addresses. */
  readonly simulators: Readonly<Record<string, string>>
  readonly kafka: { readonly brokers: readonly string[] }
  readonly services: Readonly<
    Record<string, { readonly http: string; readonly management: string; readonly pid: number }>
  >
}

/** The platform whose data lie in `folder`. Throws a {@link Complaint} when none runs there. */
export function readDevelopment(folder = join(REPOSITORY, '.filao')): Development {
  try {
    return JSON.parse(readFileSync(join(folder, 'dev.json'), 'utf8')) as Development
  } catch {
    throw new Complaint(`No platform runs in ${folder}. Start one with: npm start`)
  }
}
