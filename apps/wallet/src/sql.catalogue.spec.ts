import { walletCommands } from '@filao/contracts'
import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { exchangeRatesProjection } from '@filao/service'
import { unknownAccount, type Account } from '@filao/wallet'
import { emptyBatch, expectStatements, fixtureMessages, projectedFixtures, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { pricesProjection } from './read/prices.projection'
import { ledgerProjection } from './read/ledger.projection'
import { readTrialBalance } from './read/trial-balance.queries'
import {
  adjustmentsById,
  ownersById,
  readAdjustments,
  readEntries,
  readHoldings,
  readWallets,
} from './read/wallet.queries'
import { readPositions } from './read/portfolio.queries'
import { WalletStore } from './store/wallet.store'

const ID = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  const store = new WalletStore()
  const commands = fixtureMessages(walletCommands)
  const { reservationId } = commands.find((command) => command.type === 'SettleLeg')!
  await recorder.under('load', () => store.load(recorder, 0, commands, new Map()))
  // What is finished is looked up only for accounts that are there, and a leg only where memory does not know them all.
  const account = (reservations: Account['reservations']): Account => ({
    ...unknownAccount(commands[0]!.accountId),
    status: 'open',
    reservations,
  })
  for (const reservations of [
    new Map(),
    new Map([[reservationId, { status: 'active', settled: new Set(), legs: 1 }]]),
  ]) {
    const known = new Map([[commands[0]!.accountId, account(reservations as Account['reservations'])]])
    await recorder.under('load', () => store.load(recorder, 0, commands, known))
  }
  const prices = projectedFixtures(pricesProjection)
  const quotes = prices.filter(({ event }) => event.type === 'QuoteUpdated')
  const listings = prices.filter(({ event }) => event.type !== 'QuoteUpdated')
  const pieces = [...ledgerProjection.pieces(projectedFixtures(ledgerProjection)), ...pricesProjection.pieces!(quotes)!]
  for (const { name, sql } of pieces) await recorder.query({ name, text: sql })
  await recorder.under('prices', () => pricesProjection.apply(recorder, listings))
  const rates = exchangeRatesProjection('wallet')
  await recorder.under('fx_rates', () => rates.apply(recorder, projectedFixtures(rates)))
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'wallet',
    partition: 0,
    instance: 'one',
    store,
    connect,
    database: new BatchDatabase('wallet', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/wallet/sql', recorder)
})

it('reads for its clients and for treasury as the committed SQL says', async () => {
  const recorder = new StatementRecorder()
  const owned = { userId: ID, accountId: ID }
  await ownersById(recorder).one(ID)
  await recorder.under('wallets', () => readWallets(recorder, owned))
  await recorder.under('holdings', () => readHoldings(recorder, owned))
  await recorder.under('positions', () => readPositions(recorder, owned, 0))
  await recorder.under('entries', () => readEntries(recorder, owned, { limit: 50, after: undefined }))
  await recorder.under('adjustments', () => readAdjustments(recorder, { limit: 50 }))
  await adjustmentsById(recorder).one(ID)
  await recorder.under('trial_balance', () => readTrialBalance(recorder))
  expectStatements('apps/wallet/sql/reads', recorder)
})
