/** A problem type as the API documents list it. */
export interface ListedProblem {
  readonly title: string
  readonly status: number
  readonly transient: boolean
  readonly meaning?: string
}

/** The statuses that one problem type comes with, and the services that answer it. */
interface Known extends ListedProblem {
  readonly services: string[]
}

const INTRODUCTION = `# Problems

Every error is \`application/problem+json\` (RFC 9457). Its \`type\` is \`https://filao.dev/problems/<code>\`, with the codes
below. _Transient_: a later attempt, with a new \`Idempotency-Key\`, may succeed. An order that wallet refuses is not a
problem: it is answered with \`status: rejected\`, and its \`rejectionReason\` is one of wallet's codes, with underscores.

This page is generated from the API documents: \`npm run catalogue\`.
`

/** The page of all problem types, from the lists of the services' API documents. */
export function problemsPage(documents: Readonly<Record<string, Readonly<Record<string, ListedProblem>>>>): string {
  const services = Object.keys(documents)
  const known = new Map<string, Known>()
  for (const service of services) {
    for (const [code, problem] of Object.entries(documents[service]!)) {
      const before = known.get(code)
      if (before && before.status !== problem.status) throw new Error(`${code} has two statuses`)
      known.set(code, { ...problem, services: [...(before?.services ?? []), service] })
    }
  }
  const all = [...known].sort(([a], [b]) => (a < b ? -1 : 1))
  const everywhere = all.filter(([, { meaning }]) => meaning !== undefined)
  const ofRules = all.filter(([, { meaning }]) => meaning === undefined)
  return [
    INTRODUCTION,
    '## Of the platform\n',
    table(
      ['code', 'status', 'transient', 'meaning'],
      everywhere.map(([code, { status, transient, meaning }]) => [anchor(code), status, yes(transient), meaning!]),
    ),
    '\n## Of the rules\n',
    'What a rule refuses. `detail` holds the figures, and `errors` the field where there is one.\n',
    table(
      ['code', 'status', 'transient', 'title', 'services'],
      ofRules.map(([code, { status, transient, title, services: of }]) => [
        anchor(code),
        status,
        yes(transient),
        title,
        of.join(', '),
      ]),
    ),
    '',
  ].join('\n')
}

const yes = (flag: boolean): string => (flag ? 'yes' : 'no')
const anchor = (code: string): string => `<a id="${code}"></a>\`${code}\``

/** A table as Prettier would leave it: its columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const [first, ...others] = cells.map(line)
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others].join('\n')
}
