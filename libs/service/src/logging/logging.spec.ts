import { DrizzleQueryError } from 'drizzle-orm/errors'
import { errorLine } from './error-line'
import { closeSync, openSync } from 'node:fs'
import { createLog, flushLog, logOutput } from './log'
import { NestLogger } from './nest-logger'

const CONFIG = { service: 'wallet' as const, instance: 'one', logLevel: 'debug' }

function capture() {
  const lines: Record<string, unknown>[] = []
  const log = createLog(CONFIG, {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  })
  return { log, lines }
}

const postgresError = (): Error =>
  Object.assign(new Error('duplicate key value violates unique constraint "users_email" for "ada@example.org"'), {
    severity: 'ERROR',
    routine: '_bt_check_unique',
    code: '23505',
    constraint: 'users_email',
    table: 'users',
    detail: 'Key (email)=(ada@example.org) already exists.',
  })

describe('log', () => {
  it('writes one JSON object a line with service, instance, level and time', () => {
    const { log, lines } = capture()
    log.info({ requestId: 'r' }, 'started')
    expect(lines[0]).toMatchObject({
      service: 'wallet',
      instance: 'one',
      level: 'info',
      requestId: 'r',
      msg: 'started',
    })
    expect(lines[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  })

  it('removes values under the names of secrets and persons', () => {
    const { log, lines } = capture()
    log.info({ email: 'ada@example.org', user: { password: 'hunter2' }, headers: { authorization: 'Bearer x' } }, 'x')
    expect(JSON.stringify(lines)).not.toMatch(/ada@|hunter2|Bearer/)
  })

  it('keeps the query of a failed statement and drops its parameters and what Postgres says about rows', () => {
    const { log, lines } = capture()
    const error = new DrizzleQueryError('insert into users values ($1)', ['ada@example.org'], postgresError())
    log.error({ error }, 'failed')
    expect(JSON.stringify(lines)).not.toContain('ada@')
    expect(lines[0]?.['error']).toMatchObject({
      type: 'DrizzleQueryError',
      query: 'insert into users values ($1)',
      cause: { code: '23505', constraint: 'users_email', table: 'users' },
    })
  })

  it('also takes what is thrown and is no error, without printing it', () => {
    expect(JSON.stringify(errorLine('ada@example.org'))).not.toContain('ada@')
  })

  it('keeps the frames of a stack and not its message', () => {
    const { stack } = errorLine(new Error('line one\nline two'))
    expect(stack).toContain('at ')
    expect(stack).not.toContain('line two')
  })

  it('takes what Nest says, its context apart', () => {
    const { log, lines } = capture()
    const nest = new NestLogger(log)
    nest.warn('careful', 'Router')
    nest.error(new Error('broken'), 'stack', 'Router')
    nest.log('wired')
    expect(lines.map(({ level, msg, context }) => [level, msg, context])).toEqual([
      ['warn', 'careful', 'Router'],
      ['error', 'Error', 'Router'],
      ['debug', 'wired', undefined],
    ])
  })

  it('can be flushed when it writes to a stream that knows no flush', () => flushLog(capture().log))
})

describe('a log whose disk is full', () => {
  it('ends nobody: the lines wait, and the service goes on', async () => {
    // The device that is always full.
    const file = openSync('/dev/full', 'w')
    const full = createLog({ service: 'wallet', instance: 'one', logLevel: 'info' }, logOutput(file))
    for (let line = 0; line < 50; line += 1) {
      full.info({ line }, 'written nowhere')
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    closeSync(file)
  })
})
