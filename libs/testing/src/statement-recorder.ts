import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expectGenerated, ROOT, WRITES } from './generated-file'

type Row = Record<string, unknown>
interface Query {
  readonly text: string
  readonly name?: string
}

const TRANSACTION = /^(BEGIN|COMMIT|ROLLBACK)/i

/**
 * Stands where code asks a database, and keeps what it was asked: the text of each statement under its name. Answers
 * with no rows, or with those of `answer`.
 */
export class StatementRecorder {
  readonly statements = new Map<string, string>()
  private label = ''
  private unnamed = 0

  constructor(private readonly answer: (text: string) => readonly Row[] = () => []) {}

  /** Statements that have no name of their own are kept under this one, numbered from the second on. */
  async under(label: string, ask: () => unknown): Promise<void> {
    this.label = label
    this.unnamed = 0
    await ask()
  }

  query(query: Query | string): Promise<{ rows: Row[]; rowCount: number }> {
    const { text, name = undefined } = typeof query === 'string' ? { text: query } : query
    if (!TRANSACTION.test(text)) this.keep(name ?? this.nextName(text), text)
    return Promise.resolve({ rows: [...this.answer(text)], rowCount: 1 })
  }

  /** A pool that is asked for a connection gives itself. */
  connect(): Promise<this> {
    return Promise.resolve(this)
  }
  release(): void {
    // Nothing is held.
  }
  on(): this {
    return this
  }

  private nextName(text: string): string {
    const known = [...this.statements].find(([name, kept]) => kept === text && name.startsWith(this.label))
    if (known) return known[0]
    this.unnamed += 1
    return this.unnamed === 1 ? this.label : `${this.label}_${this.unnamed}`
  }

  private keep(name: string, text: string): void {
    const known = this.statements.get(name)
    // A connection prepares a name once: under one name another text would never run.
    if (known !== undefined && known !== text) throw new Error(`${name} names two statements`)
    this.statements.set(name, text)
  }
}

/** Compares the statements with the `.sql` files of a folder: a change of a query is a change of SQL, in one diff. */
export function expectStatements(folder: string, { statements }: StatementRecorder): void {
  for (const [name, text] of statements) expectGenerated(`${folder}/${name}.sql`, `${text.trim()};\n`)
  const kept = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith('.sql'))
  const files = kept.filter((file) => !statements.has(file.replace(/\.sql$/, '')))
  if (WRITES) for (const file of files) rmSync(join(ROOT, folder, file))
  else if (files.length > 0) throw new Error(`${folder} has statements that are no longer asked: ${files.join(', ')}`)
}
