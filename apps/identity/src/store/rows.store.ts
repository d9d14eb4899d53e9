import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'

/** A row as JSON has it: names of columns, times as text. */
export type JsonRow = Readonly<Record<string, unknown>>
/** Hashes that only the rows hold, made of a key that the rules do not have. */
export interface SecretHashes {
  refreshToken(sessionId: string, generation: number): string
  apiKey(keyId: string): string
  oneTimeToken(tokenId: string): string
  recoveryCode(codeId: string): string
}

export const textOf = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : toTimestamp(instant)
export const instantOf = (value: unknown): Instant => fromTimestamp(value as string)
export const maybeInstant = (value: unknown): Instant | undefined => (value === null ? undefined : instantOf(value))
export const given = <T>(value: unknown): T | undefined => (value === null ? undefined : (value as T))
