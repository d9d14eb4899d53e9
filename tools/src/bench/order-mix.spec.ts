import { readRecording } from '../replay/lobster'
import { OrderMix } from './order-mix'

test('on each instrument every second order takes what the one before it offered, from another trader', () => {
  const rows = readRecording('1,1,1,5,10000,1\n2,1,2,6,20000,-1\n')
  const mix = new OrderMix(rows, 2, (instrument) => [instrument, instrument + 2])
  expect(Array.from({ length: 4 }, () => mix.next())).toEqual([
    { instrument: 0, trader: 0, side: 'buy', limitPrice: '1.00', quantity: '5' },
    { instrument: 1, trader: 1, side: 'sell', limitPrice: '2.00', quantity: '6' },
    { instrument: 0, trader: 2, side: 'sell', limitPrice: '1.00', quantity: '5' },
    { instrument: 1, trader: 3, side: 'buy', limitPrice: '2.00', quantity: '6' },
  ])
})
