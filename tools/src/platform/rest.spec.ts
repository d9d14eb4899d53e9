import { untilStill, type Look } from './rest'

const TIMES = { quietMs: 40, pauseMs: 1, restMsMax: 45_000 }
const at = (position: number, moving: readonly string[] = []): Look => ({
  heads: [{ source: 'order', partition: 0, position }],
  moving,
})
/** Shows one look after the other, and the last for ever. */
function shown(looks: readonly Look[]) {
  let asked = 0
  return {
    asked: () => asked,
    look: () => Promise.resolve(looks[Math.min(asked++, looks.length - 1)]!),
  }
}

test('a platform is at rest when its heads stand still long enough, and since when they did', async () => {
  const { look, asked } = shown([at(1), at(2), at(3)])
  const began = performance.now()
  const since = await untilStill(look, TIMES)
  expect(since).toBeGreaterThan(began)
  expect(performance.now() - since).toBeGreaterThanOrEqual(TIMES.quietMs)
  expect(asked()).toBeGreaterThanOrEqual(13)
})

test('not while anything is on its way, though nothing is decided', async () => {
  const { look, asked } = shown([...Array.from({ length: 100 }, () => at(1, ['a link'])), at(1)])
  await untilStill(look, TIMES)
  expect(asked()).toBeGreaterThan(100)
})

test('the order in which heads are read says nothing', async () => {
  const heads = [0, 1].map((partition) => ({ source: 'order', partition, position: 7 }))
  const turns = [heads, heads.toReversed()]
  let turn = 0
  await untilStill(() => Promise.resolve({ heads: turns[turn++ % 2]! }), TIMES)
})

test('what never rests is given up, with what still moves', async () => {
  const times = { ...TIMES, restMsMax: 50 }
  await expect(untilStill(() => Promise.resolve(at(1, ['a link', 'an order'])), times)).rejects.toThrow(
    'not at rest after 50 ms: a link; an order',
  )
  let position = 0
  await expect(untilStill(() => Promise.resolve(at(position++)), times)).rejects.toThrow('new events are decided')
})
