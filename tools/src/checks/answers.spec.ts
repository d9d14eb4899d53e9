import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { operationsOf, type OperationFound } from './answers/operations'
import { ROOT, sourcesOf } from './answers/sources'
import { NEVER } from './answers/never'

// The compiler reads all services.
jest.setTimeout(600_000)

const services = readdirSync(join(ROOT, 'docs', 'api')).map((file) => file.replace('.json', ''))
let operations: readonly OperationFound[] = []
beforeAll(() => {
  const rules = services.filter((service) => !['openapi', 'gateway'].includes(service))
  operations = sourcesOf(rules).flatMap(operationsOf)
})

const exceptionOf = (id: string, code: string): string | undefined =>
  NEVER.find(({ operation, codes }) => operation.test(id) && codes.includes(code))?.because

/** `identity_Users_read: 404 user-unknown (libs/identity/src/user.decider.ts:12)` */
function undocumented(): string[] {
  return operations.flatMap(({ id, answered, documented }) =>
    [...answered]
      .filter(([answer]) => !documented.has(answer) && exceptionOf(id, answer.slice(4)) === undefined)
      .map(([answer, place]) => `${id}: ${answer} (${place})`),
  )
}

it('every operation is looked at', () => {
  expect(operations.length).toBeGreaterThan(180)
  expect(operations.filter(({ answered }) => answered.size > 1).length).toBeGreaterThan(100)
})

it('what a decider refuses deep down is found, with its place, and what it refuses to another command is not', () => {
  const { answered } = operations.find(({ id }) => id === 'compliance_KycCases_verify')!
  expect(answered.get('404 document-unknown')).toMatch(/^libs\/compliance\/src\/document\/evidence\.state\.ts:\d+$/)
  expect(answered.get('404 case-not-found')).toMatch(/^apps\/compliance\/src\/read\/kyc-case\.queries\.ts:\d+$/)
  expect([...answered.keys()]).not.toContain('422 documents-max')
})

it('whatever the code of an operation and the decider of its command may answer is in its document', () => {
  expect(undocumented()).toEqual([])
})

it('whatever an operation says of itself may be answered', () => {
  const surplus = operations.flatMap(({ id, declared, answered }) => {
    const codes = new Set([...answered.keys()].map((answer) => answer.slice(4)))
    return declared.filter((code) => !codes.has(code)).map((code) => `${id}: ${code}`)
  })
  expect(surplus).toEqual([])
})

it('every exception is still one', () => {
  const needless = NEVER.flatMap(({ operation, codes }) =>
    codes
      .filter((code) => {
        const named = operations.filter(({ id }) => operation.test(id))
        return !named.some(({ answered }) => [...answered.keys()].some((answer) => answer.slice(4) === code))
      })
      .map((code) => `${operation.source}: ${code}`),
  )
  expect(needless).toEqual([])
})
