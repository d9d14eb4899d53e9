import type { StaffRole } from '@filao/contracts'
import type { z } from 'zod'

/** One setting of a service: what it may be, what holds until it is set, and who decides on it. */
export interface ConfigurationKey<T = unknown> {
  /** As it stands in `config_versions`, such as `fees.trading`. */
  readonly name: string
  /** One sentence for whoever is to decide. */
  readonly description: string
  /** Judges a proposed value, and reads a stored one. */
  readonly schema: z.ZodType<T>
  /** The value of version 0, as JSON. */
  readonly byDefault: unknown
  /** Two people who hold one of these set it. */
  readonly roles: readonly StaffRole[]
}

/** A version as it is stored. */
export interface ConfigurationVersion {
  readonly version: number
  /** Milliseconds since 1970. */
  readonly effectiveFrom: number
  readonly value: unknown
}

/** The version in force at an instant: the one that began last, of two that begin together the newer. */
export function configurationAt<V extends Pick<ConfigurationVersion, 'version' | 'effectiveFrom'>>(
  versions: readonly V[],
  instant: number,
): V | undefined {
  let found: V | undefined
  for (const candidate of versions) {
    if (candidate.effectiveFrom > instant) continue
    const began = found && candidate.effectiveFrom - found.effectiveFrom
    if (!found || began! > 0 || (began === 0 && candidate.version > found.version)) found = candidate
  }
  return found
}
