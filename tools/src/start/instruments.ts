/** What the local stack lists, with a price to begin with. On a calendar that is always open: it trades at any hour. */
export const LISTED = [
  { symbol: 'AAPL', name: 'Apple Inc.', price: 185 },
  { symbol: 'MSFT', name: 'Microsoft Corporation', price: 410 },
  { symbol: 'NVDA', name: 'NVIDIA Corporation', price: 120 },
  { symbol: 'AMZN', name: 'Amazon.com, Inc.', price: 178 },
] as const

/** The same as `POST /v1/assets` takes it. */
export const INSTRUMENTS = LISTED.map(({ symbol, name }) => ({
  symbol,
  name,
  assetType: 'stock',
  exchange: 'NASDAQ',
  quoteCurrency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  minOrderQuantity: '1',
  calendarCode: 'ALWAYS',
}))
