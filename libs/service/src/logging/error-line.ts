/** What stands in a log about an error: enough to find it, nothing that a client or a row said. */
export interface ErrorLine {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly query?: string
  readonly constraint?: string
  readonly table?: string
  readonly stack?: string
  readonly cause?: ErrorLine
}

const CAUSES_MAX = 4

/**
 * An error as a log may hold it. Drizzle writes the bound parameters into its message, Postgres writes row values into
 * its messages and details: both are personal data, so only what cannot hold a value is kept.
 */
export function errorLine(error: unknown, depth = 0): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' }
  const fields = error as Error & Readonly<Record<string, unknown>>
  const line: Record<string, unknown> = { type: error.name, message: error.message, stack: frames(error) }
  if (typeof fields['code'] === 'string') line['code'] = fields['code']
  if (isDrizzle(error)) {
    line['type'] = 'DrizzleQueryError'
    line['message'] = 'query failed'
    line['query'] = fields['query']
  } else if (isPostgres(fields)) {
    line['message'] = withoutValues(error.message)
    line['constraint'] = fields['constraint']
    line['table'] = fields['table']
  }
  if (error.cause !== undefined && depth < CAUSES_MAX) line['cause'] = errorLine(error.cause, depth + 1)
  return line as unknown as ErrorLine
}

const isDrizzle = (error: Error): boolean => error.constructor.name === 'DrizzleQueryError' || 'params' in error

/** An error of the server carries its severity; SQLSTATE alone is also on errors of the client. */
const isPostgres = (fields: Readonly<Record<string, unknown>>): boolean =>
  typeof fields['severity'] === 'string' && typeof fields['routine'] === 'string'

/** Postgres quotes what it complains about: identifiers, which stand in their own fields, and values. */
const withoutValues = (message: string): string => message.replaceAll(/"[^"]*"/g, '"…"').slice(0, 200)

/** The frames alone: the first lines of a stack repeat the message, which may have several lines. */
function frames(error: Error): string | undefined {
  const lines = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return lines?.slice(0, 12).join('\n')
}
