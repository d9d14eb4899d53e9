import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { Complaint } from '../complaint'
import { REPOSITORY } from '../platform/services'
import { markdown, tableOf, type Figure, type Table } from './figures'

export interface Report {
  /** The command that measured it. */
  readonly command: string
  readonly figures: readonly Figure[]
  readonly tables: readonly Table[]
  readonly facts: readonly string[]
}

const DOCUMENT = join(REPOSITORY, 'docs', 'performance.md')
const GIBIBYTE = 1024 ** 3

/** The report as Markdown, on standard output and in the document alike. */
export function textOf({ command, figures, tables, facts }: Report): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / GIBIBYTE)} GiB, Node ${process.version}`
  const head = `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, on ${machine}.`
  const targets = figures.length > 0 ? [markdown(tableOf('Targets', figures))] : []
  return [head, ...facts, ...targets, ...tables.map(markdown)].join('\n\n')
}

/** Replaces what stands between a program's marks in docs/performance.md. */
export async function writeReport(program: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- ${program} -->`, `<!-- end of ${program} -->`]
  const document = await readFile(DOCUMENT, 'utf8')
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Complaint(`${DOCUMENT} has no place for ${program}.`)
  await writeFile(DOCUMENT, `${document.slice(0, from + begin.length)}\n\n${text}\n${document.slice(to)}`)
}
