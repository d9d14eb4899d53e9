import { readRecording } from './lobster'
import { RecordedOrders } from './recorded-orders'

const RECORDING = `34200.5,1,11,18,5853300,1
34201,5,0,7,5853300,1
34202,4,11,8,5853300,1
34203,2,11,4,5853300,1
34204,3,11,6,5853300,1
34205,3,99,6,5853300,-1
`

test('rows are read with their price in currency, and what is hidden is left out', () => {
  const rows = readRecording(RECORDING)
  expect(rows.map(({ type }) => type)).toEqual(['new', 'execution', 'reduce', 'delete', 'delete'])
  expect(rows[0]).toEqual({ second: 34200.5, type: 'new', orderId: '11', size: 18, price: '585.33', side: 'buy' })
})

test('a line that is no message is named', () => {
  expect(() => readRecording('34200.5,1,11,18,5853300,1\nnonsense')).toThrow(
    'line 2 is not a LOBSTER message: nonsense',
  )
})

test('a recording becomes orders: an execution is an immediate order of somebody else, unknown ids have no step', () => {
  const orders = new RecordedOrders('AAPL', 2)
  const steps = readRecording(RECORDING).map((row) => orders.step(row))
  const terms = { symbol: 'AAPL', type: 'limit', limitPrice: '585.33' }
  expect(steps).toEqual([
    {
      kind: 'place',
      order: 0,
      participant: 0,
      body: { ...terms, side: 'buy', timeInForce: 'gtc', quantity: '18' },
    },
    { kind: 'place', order: 1, participant: 1, body: { ...terms, side: 'sell', timeInForce: 'ioc', quantity: '8' } },
    { kind: 'reduce', order: 0, quantity: 14 },
    { kind: 'cancel', order: 0 },
    undefined,
  ])
})

test('nobody executes an order of their own', () => {
  const orders = new RecordedOrders('AAPL', 2)
  const [first, second, taken] = readRecording('1,1,1,5,10000,1\n2,1,2,5,10000,1\n3,4,1,5,10000,1\n').map((row) =>
    orders.step(row),
  )
  expect([first, second, taken].map((step) => step?.kind === 'place' && step.participant)).toEqual([0, 1, 1])
})
