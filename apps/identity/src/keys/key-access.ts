import { KEY_ACCESS_TOKEN, KEY_HOLDERS, Problem, type KeySource } from '@filao/service'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { same } from '../tokens/server-key'

const SUBJECTS_MAX = 500

const Asked = z.strictObject({
  token: z.string().regex(/^[0-9a-f]{64}$/),
  subjectIds: z.array(z.uuid()).max(SUBJECTS_MAX),
  scopes: z.array(z.enum(['cdd', 'transaction'])).max(2),
})

/** Gives people's keys to the services that are entitled to them, and to nobody else (regulation 5.9). */
export class KeyAccess {
  constructor(
    private readonly source: KeySource,
    /** Where the holders' tokens lie: a file for each, which only the provision writes. */
    private readonly folder: string,
  ) {}

  async answer(body: unknown): Promise<{ keys: object[] }> {
    const asked = Asked.safeParse(body)
    if (!asked.success) throw new Problem(400, 'unreadable-json', 'The request for keys cannot be read.')
    const { token, subjectIds, scopes } = asked.data
    if (!this.isHolder(Buffer.from(token, 'hex')))
      throw new Problem(401, 'unauthenticated', 'Keys are for their holders alone.')
    const keys = await this.source.keysOf(subjectIds, scopes)
    return {
      keys: keys.map(({ subjectId, scope, kid, key }) => ({
        subjectId,
        scope,
        keyId: kid,
        key: key.toString('base64'),
      })),
    }
  }

  /** Read on every call: a few a minute, and a token that is replaced is worth nothing at once. */
  private isHolder(token: Buffer): boolean {
    return KEY_HOLDERS.map((holder) => join(this.folder, `${holder}.${KEY_ACCESS_TOKEN}`))
      .filter((path) => existsSync(path))
      .some((path) => same(readFileSync(path), token))
  }
}
