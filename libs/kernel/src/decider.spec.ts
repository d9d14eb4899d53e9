import { assert, AssertionError, isRefusal, never, type Decision, type Event, type Refusal } from './index'

test('a decision is a list of events, also an empty one, or a refusal', () => {
  const decisions: Decision<Event, Refusal>[] = [[], [{ type: 'Done' }], { refused: 'no', transient: false }]
  expect(decisions.map(isRefusal)).toEqual([false, false, true])
})
test('what must hold and does not is a defect that says what', () => {
  expect(() => assert(true, 'it holds')).not.toThrow()
  expect(() => assert(false, 'sums are zero')).toThrow(new AssertionError('assertion failed: sums are zero'))
  expect(() => never('surprise' as never)).toThrow(AssertionError)
})
