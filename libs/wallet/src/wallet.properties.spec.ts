import { walletEvents } from '@filao/contracts'
import { isRefusal, startOfDay, type Id } from '@filao/kernel'
import type { Units } from '@filao/money'
import fc from 'fast-check'
import { entriesOf, unknownAccount, walletRules } from './index'
import { account, play, STEP_MS, steps, START, type Step } from './life.fixture'
import { barred } from './limits.decider'
import { reactions } from './wallet.reactions'

const property = (check: (mode: 'live' | 'demo', script: readonly Step[]) => void): void =>
  fc.assert(fc.property(fc.constantFrom('live', 'demo'), steps, check), { numRuns: 150 })

test('the random lives reach every kind of event', () => {
  const reached = new Set<string>()
  for (const [mode, script] of fc.sample(fc.tuple(fc.constantFrom('live' as const, 'demo' as const), steps), {
    numRuns: 600,
    seed: 11,
  })) {
    for (const { event } of play(mode, script, () => undefined).log) reached.add(event.type)
  }
  // A refusal is recorded outside the decision's own events.
  const kinds = walletEvents.contracts.map(({ name }) => name).filter((name) => !name.endsWith('Refused'))
  expect([...reached].sort()).toEqual(kinds.sort())
})

test('whatever happens, what the account owns, holds back and owes adds up after every event', () => {
  property((mode, script) => void play(mode, script, (state) => expect(walletRules.violation!(state)).toBeUndefined()))
})

test('every movement balances per asset and the whole log is a zero trial balance', () => {
  property((mode, script) => {
    const trial = new Map<string, Units>()
    play(mode, script, (_, { event }) => {
      const sums = new Map<string, Units>()
      for (const { asset, direction, amount, mode: entryMode } of entriesOf(event)) {
        const signed = direction === 'debit' ? amount : -amount
        expect(entryMode).toBe(mode)
        sums.set(asset, (sums.get(asset) ?? 0n) + signed)
        trial.set(asset, (trial.get(asset) ?? 0n) + signed)
      }
      expect([...sums.values()].every((sum) => sum === 0n)).toBe(true)
    })
    expect([...trial.values()].every((sum) => sum === 0n)).toBe(true)
  })
})

test('of an account that may not trade, every order that holds something back stood before its end was told', () => {
  property((mode, script) => {
    const untold = new Set<Id>()
    play(mode, script, (state, { event }) => {
      if (event.type === 'FundsReserved' && event.purpose !== 'withdrawal') untold.add(event.reservationId)
      if (event.type === 'ReservationReleased') untold.delete(event.reservationId)
      if (reactions(event).some(({ to, partition }) => to === 'order' && partition === 'every')) untold.clear()
      if (barred(state)) expect([...untold]).toEqual([])
    })
  })
})

test('the versions of a wallet count 1, 2, 3 and its total is what is available and reserved', () => {
  property((mode, script) => {
    const versions = new Map<string, number>()
    play(mode, script, (_, { event }) => {
      const states = event.type === 'WalletsOpened' ? [...event.wallets] : []
      if ('wallet' in event && event.wallet) states.push(event.wallet)
      if ('received' in event) states.push(event.received)
      for (const { currency, version, available, reserved, total } of states) {
        expect(version).toBe((versions.get(currency) ?? 0) + 1)
        expect(total).toBe(available + reserved)
        versions.set(currency, version)
      }
    })
  })
})

test('the log read back from its JSON folds to the same state', () => {
  property((mode, script) => {
    const { state, log } = play(mode, script, () => undefined)
    let folded = unknownAccount(account)
    log.forEach(({ event, now }, at) => {
      const contract = walletEvents.of(event.type)
      folded = walletRules.decider.evolve(folded, contract.decode(contract.encode(event)), { now, position: at + 1 })
    })
    expect(folded).toEqual(state)
  })
})

test('whatever is unsettled matures, and with every clearing item closed nothing is left', () => {
  property((mode, script) => {
    const { state } = play(mode, script, () => undefined)
    const now = Math.max(startOfDay('2026-10-08'), START + STEP_MS * script.length)
    const { decide, evolve } = walletRules.decider
    for (const due of [...state.maturities.values()]) {
      const decision = decide({ type: 'MatureProceeds', accountId: account, ...due }, state, { now, position: 1 })
      if (!isRefusal(decision)) for (const event of decision) evolve(state, event, { now, position: 1 })
    }
    for (const wallet of state.wallets.values()) expect(wallet.unsettled).toBe(0n)
    expect(walletRules.violation!(state)).toBeUndefined()
  })
})
