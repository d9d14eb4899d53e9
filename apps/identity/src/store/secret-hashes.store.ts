/** Hashes that only the rows hold, made of a key that the rules do not have. */
export interface SecretHashes {
  refreshToken(sessionId: string, generation: number): string
  apiKey(keyId: string): string
  oneTimeToken(tokenId: string): string
  recoveryCode(codeId: string): string
}
