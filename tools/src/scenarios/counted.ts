import type pg from 'pg'

/** What is counted, and the statement that counts it. */
export type Question = readonly [what: string, sql: string]

/** Sentences for what is there and must not be: each question counts breaches. */
export async function counted(db: pg.Pool, questions: readonly Question[]): Promise<readonly string[]> {
  const breaches: string[] = []
  for (const [what, sql] of questions) {
    const { rows } = await db.query<Record<string, string>>(sql)
    const found = Number(Object.values(rows[0]!)[0])
    if (found > 0) breaches.push(`${found} ${what}`)
  }
  return breaches
}
