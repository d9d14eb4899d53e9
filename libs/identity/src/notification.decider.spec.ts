import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent, NotificationPreference } from '@filao/contracts'
import { isRefusal, makeId } from '@filao/kernel'
import fc from 'fast-check'
import { given, id, NOW, registration, USER, type Step } from './identity.fixture'
import { allPreferences, identityRules, isFixed, type UserState } from './index'

const notify = (details: Partial<Extract<IdentityCommand, { type: 'NotifyOfAlert' }>> = {}): IdentityCommand => ({
  ...{ type: 'NotifyOfAlert', userId: USER, alertId: id(70, 2), symbol: 'AAPL', alertType: 'price_above' },
  ...{ conditionValue: 19_000_000_000n, price: 19_100_000_000n, firedAt: NOW - 5 },
  ...details,
})
const prefer = (...preferences: NotificationPreference[]): IdentityCommand => ({
  type: 'SetNotificationPreferences',
  userId: USER,
  preferences,
})
const off = (
  category: NotificationPreference['category'],
  channel: NotificationPreference['channel'],
): NotificationPreference => ({ category, channel, enabled: false })
const on = (
  category: NotificationPreference['category'],
  channel: NotificationPreference['channel'],
): NotificationPreference => ({ category, channel, enabled: true })

const registered = given().events({ ...registration(), phoneNumber: '+23052500000', tokenId: id(50) })
const verified: Step[] = [...registered, { type: 'EmailVerified', userId: USER, tokenId: id(50) }]
const after = (steps: Step[], ...commands: IdentityCommand[]): Step[] =>
  commands.reduce<Step[]>((history, command) => [...history, ...given(...history).events(command)], steps)
const suspended: IdentityEvent = { type: 'UserSuspended', userId: USER, by: id(3), reason: 'x', accountIds: [] }
const closed: IdentityEvent = { type: 'UserClosed', userId: USER }

describe('a fired alert', () => {
  test('is told in the application and to the verified e-mail, with an id of its place', () => {
    expect(given(...verified).events(notify({ customMessage: 'Sell?' }))).toEqual([
      {
        type: 'UserNotified',
        userId: USER,
        notificationId: makeId({ partition: 1, at: NOW, unique: 1n }),
        category: 'price_alerts',
        alert: {
          ...{ alertId: id(70, 2), symbol: 'AAPL', alertType: 'price_above' },
          ...{ conditionValue: 19_000_000_000n, price: 19_100_000_000n, firedAt: NOW - 5 },
        },
        customMessage: 'Sell?',
        inApp: true,
        email: 'ada@example.com',
      },
    ])
  })
  test('goes to no address that nobody has shown to be theirs', () => {
    const [event] = given(...registered).events(notify())
    expect(event).toMatchObject({ type: 'UserNotified', inApp: true })
    expect(event).not.toHaveProperty('email')
  })
  test('is texted to a verified number alone, and to whoever wants it', () => {
    const wanted = after(verified, prefer(on('price_alerts', 'sms')))
    expect(given(...wanted).events(notify())[0]).not.toHaveProperty('phoneNumber')
    const issued = after(wanted, { type: 'IssueToken', userId: USER, tokenId: id(51), kind: 'phone_verification' })
    const shown: Step[] = [...issued, { type: 'PhoneVerified', userId: USER, tokenId: id(51) }]
    expect(given(...shown).events(notify())[0]).toMatchObject({ phoneNumber: '+23052500000' })
  })
  test('that is told twice is two firings: what is doubled on its way is found by its number', () => {
    expect(given(...after(verified, notify())).answer(notify())).toBe('UserNotified')
  })
  test('is told to who is suspended, and not to who has left', () => {
    expect(given(...verified, suspended).answer(notify())).toBe('UserNotified')
    expect(given(...verified, closed).answer(notify())).toBe('')
    expect(given().answer(notify())).toBe('user_unknown!')
  })
})

describe('preferences', () => {
  test('are kept to, by channel', () => {
    const silent = after(verified, prefer(off('price_alerts', 'email')))
    expect(given(...silent).events(notify())[0]).not.toHaveProperty('email')
    const mailed = after(verified, prefer(off('price_alerts', 'in_app')))
    expect(given(...mailed).events(notify())[0]).toMatchObject({ inApp: false, email: 'ada@example.com' })
    expect(given(...after(silent, prefer(off('price_alerts', 'in_app')))).answer(notify())).toBe('')
    expect(given(...after(silent, prefer(on('price_alerts', 'email')))).events(notify())[0]).toHaveProperty('email')
  })
  test('that say what was said before change nothing', () => {
    const said = after(verified, prefer(off('news', 'in_app')))
    expect(given(...said).answer(prefer(off('news', 'in_app')))).toBe('')
    expect(given(...said).answer(prefer(off('news', 'in_app'), on('news', 'email')))).toBe('NotificationPreferencesSet')
  })
  test('of which one is said twice are as they were said last', () => {
    expect(given(...verified).events(prefer(off('news', 'in_app'), on('news', 'in_app')))).toEqual([
      { type: 'NotificationPreferencesSet', userId: USER, preferences: [on('news', 'in_app')] },
    ])
  })
  test.each([off('security', 'email'), off('security', 'in_app'), off('security', 'sms'), off('payments', 'in_app')])(
    '$category by $channel cannot be switched off',
    (preference) => {
      expect(given(...verified).answer(prefer(on('news', 'email'), preference))).toBe('preference_fixed!')
      expect(given(...verified).answer(prefer({ ...preference, enabled: true }))).toBe('NotificationPreferencesSet')
    },
  )
  test('of who has left are no more', () => {
    expect(given(...verified, closed).answer(prefer(off('news', 'email')))).toBe('user_closed!')
  })
  test('whatever is asked for, what is fixed stays on, and the rest is as it was said last', () => {
    const { decider } = identityRules
    const preference = fc
      .constantFrom(...allPreferences(new Map()))
      .chain((one) => fc.boolean().map((enabled) => ({ ...one, enabled })))
    fc.assert(
      fc.property(fc.array(fc.array(preference, { minLength: 1, maxLength: 5 }), { maxLength: 20 }), (sequence) => {
        let state: UserState = given(...verified).state()
        const expected = new Map(
          allPreferences(new Map()).map((one) => [`${one.category}/${one.channel}`, one.enabled]),
        )
        for (const preferences of sequence) {
          const decision = decider.decide(prefer(...preferences), state, { now: NOW, position: 9 })
          if (isRefusal(decision)) continue
          for (const one of preferences) expected.set(`${one.category}/${one.channel}`, one.enabled)
          for (const event of decision) state = decider.evolve(state, event, { now: NOW, position: 9 })
        }
        for (const { category, channel, enabled } of allPreferences(state!.preferences)) {
          expect(enabled).toBe(expected.get(`${category}/${channel}`))
          if (isFixed({ category, channel })) expect(enabled).toBe(true)
        }
      }),
    )
  })
})

test('what is read is a fact of its own, and not of who has left', () => {
  const read: IdentityCommand = { type: 'MarkNotificationsRead', userId: USER, notificationIds: [id(80), id(81)] }
  expect(given(...verified).events(read)).toEqual([
    { type: 'NotificationsRead', userId: USER, notificationIds: [id(80), id(81)] },
  ])
  expect(given(...verified, closed).answer(read)).toBe('user_closed!')
})
