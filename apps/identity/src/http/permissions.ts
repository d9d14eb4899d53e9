import type { Role } from '@filao/contracts'

/** Whoever is logged in. */
export const EVERYONE = ['client', 'support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor'] as const

/** Of an API key: to read the own profile and accounts; wallet shows it balances and postings. */
export const READ = 'account'
/** No API key has this scope: a program does not change passwords, sessions or keys. */
export const MANAGE = 'manage'

/** True for who sees people unmasked: all viewers but support. */
export const seesAll = (roles: readonly Role[]): boolean =>
  roles.some((role) => role !== 'support' && role !== 'client')
