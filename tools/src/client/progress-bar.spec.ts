import { progressText } from './progress-bar'

test('a bar says how far, how fast, and how long still', () => {
  expect(progressText({ what: 'messages', done: 2_500, total: 5_000, elapsedMs: 20_000 })).toBe(
    'messages     ██████████████░░░░░░░░░░░░░░ 2,500/5,000, 125/s, 20 s left',
  )
})

test('what is done is full and has nothing left', () => {
  expect(progressText({ what: 'messages', done: 40, total: 40, elapsedMs: 1_000 })).toMatch(/█ 40\/40, 40\/s$/)
})
