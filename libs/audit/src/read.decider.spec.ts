import type { AuditCommand } from '@filao/contracts'
import { auditRules } from './read.decider'

const id = (n: number): string => `0197c3d4-5e6f-7a8b-9c0d-${String(n).padStart(12, '0')}`
const command: AuditCommand = {
  type: 'RecordAuditRead',
  readId: id(1),
  readBy: id(2),
  search: { subject: id(3), continued: false },
  records: 4,
}
const { initial, decide, evolve } = auditRules.decider
const at = { now: 0, position: 1 }

test('a read of the audit is a fact of its own: who, what was looked for, how much was found', () => {
  const decision = decide(command, initial(command.readId), at)
  expect(decision).toEqual([{ ...command, type: 'AuditRead' }])
})
test('the same read recorded twice is recorded once', () => {
  const [event] = decide(command, initial(command.readId), at) as never[]
  expect(decide(command, evolve(initial(command.readId), event!, at), at)).toEqual([])
})
test('it brings about nothing elsewhere', () => {
  expect(auditRules.reactions({ ...command, type: 'AuditRead' }, at)).toEqual([])
  expect(auditRules.aggregateOf(command)).toBe(command.readId)
})
