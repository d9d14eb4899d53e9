import { isDatabaseAway } from './database-away'

const failure = (message: string, more: object = {}): Error => Object.assign(new Error(message), more)

it.each([
  failure('terminating connection due to administrator command', { code: '57P01' }),
  failure('the database system is in recovery mode', { code: '57P03' }),
  failure('sorry, too many clients already', { code: '53300' }),
  failure('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED' }),
  failure('Connection terminated unexpectedly'),
  failure('timeout exceeded when trying to connect'),
  new Error('Failed query', { cause: failure('Connection terminated due to connection timeout') }),
])('the database is away when pg says: $message', (error) => expect(isDatabaseAway(error)).toBe(true))

it.each([
  failure('duplicate key value violates unique constraint', { code: '23505' }),
  failure('invalid input syntax for type uuid', { code: '22P02' }),
  failure('canceling statement due to statement timeout', { code: '57014' }),
  failure('Cannot read properties of undefined'),
  'Connection terminated',
])('anything else is a defect: %s', (error) => expect(isDatabaseAway(error)).toBe(false))
