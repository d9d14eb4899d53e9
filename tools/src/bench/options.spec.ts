import { LOADS, parseOptions } from './options'

test('without options it measures what ends in some minutes, once', () => {
  expect(parseOptions([])).toMatchObject({
    parts: ['idle', 'rates', 'knee', 'reservations', 'recovery'],
    loads: LOADS,
    rates: [100, 500],
    seconds: 10,
    runs: 1,
    participants: 1000,
    write: false,
  })
})

test('a part alone, other rates and longer loads can be asked for', () => {
  const options = parseOptions(['--only', 'rates,knee', '--rates', '50,250', '--seconds', '30', '--loads', 'gateway'])
  expect(options).toMatchObject({ parts: ['rates', 'knee'], rates: [50, 250], seconds: 30, loads: ['gateway'] })
})

test.each([
  ['--only', 'speed', 'There is no speed; there are idle, rates'],
  ['--loads', 'wallet', 'There is no wallet; there are service'],
  ['--rates', '100,fast', '--rates takes a whole number, not fast'],
  ['--seconds', '0', '--seconds takes a whole number, not 0'],
])('%s %s is refused with the choice that there is', (option, value, sentence) => {
  expect(() => parseOptions([option, value])).toThrow(sentence)
})
