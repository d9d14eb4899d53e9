/** What the local stack lists, with a price to begin with. On a calendar that is always open: it trades at any hour. */
export const LISTED = [
  { symbol: 'AAPL', name: 'Apple Inc.', issuer: 'Orchard Computing Works Ltd', price: 185 },
  { symbol: 'MSFT', name: 'Microsoft Corporation', issuer: 'Casement Software Ltd', price: 410 },
  { symbol: 'NVDA', name: 'NVIDIA Corporation', issuer: 'Verdant Circuits Ltd', price: 120 },
  { symbol: 'AMZN', name: 'Amazon.com, Inc.', issuer: 'Riverbasin Retail Ltd', price: 178 },
] as const

/** The same as `POST /v1/assets` takes it. The issuers are invented, so that no list ever names one of them. */
export const INSTRUMENTS = LISTED.map(({ symbol, name, issuer }) => ({
  symbol,
  name,
  issuer: { legalName: issuer, country: 'USA' },
  assetType: 'stock',
  exchange: 'NASDAQ',
  quoteCurrency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  minOrderQuantity: '1',
  calendarCode: 'ALWAYS',
}))
