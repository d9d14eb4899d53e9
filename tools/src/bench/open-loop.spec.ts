import { sendAtRate } from './open-loop'

/** Time that passes only when the load pauses. */
function steppingClock(step: number) {
  let time = 0
  return {
    now: () => time,
    pause: () => {
      time += step
      return Promise.resolve()
    },
  }
}

test('every request has its planned time, also when the clock has jumped', async () => {
  const planned: number[] = []
  const send = (at: number): Promise<void> => {
    planned.push(at)
    return Promise.resolve()
  }
  expect(await sendAtRate({ rate: 100, seconds: 0.1, inFlightMax: 50 }, send, steppingClock(35))).toBe(10)
  expect(planned).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
})

test('answers that do not come do not slow the arrivals, up to the bound', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let count = 0
  const send = (): Promise<void> => {
    count += 1
    if (count === 5) release()
    return held
  }
  expect(await sendAtRate({ rate: 100, seconds: 1, inFlightMax: 5 }, send, steppingClock(1_000))).toBe(5)
})
