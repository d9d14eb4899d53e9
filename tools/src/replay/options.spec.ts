import { parseReplayOptions } from './options'

const FILE_AND_SYMBOL = ['day.csv', '--symbol', 'AAPL']

test('without options all of the file is played as fast as it goes', () => {
  expect(parseReplayOptions(FILE_AND_SYMBOL)).toEqual({
    file: 'day.csv',
    symbol: 'AAPL',
    participants: 200,
    speed: Infinity,
    messages: Infinity,
    folder: undefined,
  })
  expect(parseReplayOptions([...FILE_AND_SYMBOL, '--speed', '10x']).speed).toBe(10)
})

test.each([
  [['--symbol', 'AAPL'], 'Name one file to play.'],
  [['day.csv'], 'Name the instrument with --symbol.'],
  [[...FILE_AND_SYMBOL, '--speed', 'fast'], '--speed is 1x, 10x, any other factor, or max, not fast.'],
  [[...FILE_AND_SYMBOL, '--participants', '1'], '--participants takes a number from 2, not 1.'],
  [[...FILE_AND_SYMBOL, '--colour'], "Unknown option '--colour'."],
])('%j is complained about in words', (argv, words) => {
  expect(() => parseReplayOptions(argv)).toThrow(words)
})
