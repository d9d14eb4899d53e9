/** How a demo person logs in. */
export interface Person {
  readonly email: string
  readonly password: string
  /** Base32, when the person has an authenticator: all of staff, and the simulated participants. */
  readonly totpSecret?: string
}

/** The demo staff, by what `dev.json` calls them. */
export const STAFF = {
  admin1: ['admin'],
  admin2: ['admin'],
  treasury1: ['treasury'],
  treasury2: ['treasury'],
  compliance1: ['compliance'],
  compliance2: ['compliance'],
  mlro: ['mlro'],
  deputy: ['mlro'],
  support: ['support'],
  auditor: ['auditor'],
} as const
export type StaffName = keyof typeof STAFF

/** The first clients are left to whoever sits at the machine; the others are the simulated participants. */
export const OWN_CLIENTS = 2

/** Everyone that a first start seeds. */
export interface People {
  readonly staff: Readonly<Partial<Record<StaffName, Person>>>
  readonly clients: readonly Person[]
}
