import type { ServiceName } from '@filao/contracts'

/** Path prefixes of each service's public API. A cluster's own gateway uses the same table. */
export const ROUTES: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  identity: [
    '/v1/users',
    '/v1/staff',
    '/v1/sessions',
    '/v1/api-keys',
    '/v1/roles',
    '/v1/accounts',
    '/v1/notifications',
    '/v1/notification-preferences',
    '/v1/platform',
    '/v1/configuration/identity',
    '/.well-known/jwks.json',
  ],
  market: ['/v1/assets', '/v1/quotes', '/v1/fx-rates', '/v1/calendars', '/v1/price-alerts', '/v1/watchlists'],
  order: ['/v1/orders', '/v1/executions', '/v1/books', '/v1/markets', '/v1/configuration/order'],
  wallet: [
    '/v1/account-limits',
    '/v1/account-standing',
    '/v1/wallets',
    '/v1/holdings',
    '/v1/portfolio',
    '/v1/ledger-entries',
    '/v1/adjustments',
    '/v1/trial-balance',
    '/v1/conversions',
    '/v1/configuration/wallet',
  ],
  compliance: [
    '/v1/kyc',
    '/v1/kyc-cases',
    '/v1/webhooks/kyc',
    '/v1/risk-limits',
    '/v1/risk-scores',
    '/v1/screening',
    '/match',
    '/v1/hits',
    '/v1/alerts',
    '/v1/freezes',
    '/v1/notices',
    '/v1/configuration/compliance',
  ],
  payment: [
    '/v1/deposits',
    '/v1/withdrawals',
    '/v1/receipts',
    '/v1/holds',
    '/v1/bank-accounts',
    '/v1/webhooks/payments',
    '/v1/configuration/payment',
  ],
  audit: ['/v1/audit'],
}

/** Prefixes whose answers go on for as long as their readers stay. */
export const STREAMED: ReadonlySet<string> = new Set(['/v1/quotes'])
