import { describe, expect, test } from '@jest/globals'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { approvedClient, given, id, NOW, registration, STAFF, USER, type Step } from './identity.fixture'
import { identityRules } from './index'

const changeEmail = (email: string, n = 60): IdentityCommand => ({
  type: 'ChangeEmail',
  userId: USER,
  email,
  emailKey: 'f'.repeat(64),
  tokenId: id(n),
})
const changePhone = (phoneNumber: string, n = 70): IdentityCommand => ({
  type: 'ChangePhone',
  userId: USER,
  phoneNumber,
  tokenId: id(n),
})
const verifyEmail = (n: number): IdentityCommand => ({ type: 'VerifyEmail', userId: USER, tokenId: id(n) })
const verifyPhone = (n: number, codeCorrect = true): IdentityCommand => ({
  type: 'VerifyPhone',
  userId: USER,
  tokenId: id(n),
  codeCorrect,
})
const after = (steps: readonly Step[], command: IdentityCommand, at = NOW): Step[] => [
  ...steps,
  ...given(...steps)
    .events(command, at)
    .map((event) => ({ at, event })),
]
const registered: readonly Step[] = approvedClient({ tokenId: id(50), phoneNumber: '+23052500000' })
const verified = after(registered, verifyEmail(50))
const closed: IdentityEvent = { type: 'UserClosed', userId: USER }
const suspended: IdentityEvent = { type: 'UserSuspended', userId: USER, by: STAFF, reason: 'x', accountIds: [] }

describe('another e-mail address', () => {
  test('counts at once, is not verified, and the old one is told', () => {
    expect(given(...verified).events(changeEmail('new@example.com'))).toMatchObject([
      { type: 'EmailChanged', email: 'new@example.com', previousEmail: 'ada@example.com' },
      { type: 'TokenIssued', kind: 'email_verification', sentTo: 'new@example.com' },
    ])
    const changed = after(verified, changeEmail('new@example.com'))
    expect(given(...changed).state()).toMatchObject({ emailVerified: false, profile: { email: 'new@example.com' } })
    expect(given(...after(changed, verifyEmail(60))).state()).toMatchObject({ emailVerified: true })
  })
  test('is not verified by the token of the old one', () => {
    const changed = after(registered, changeEmail('new@example.com'))
    expect(given(...changed).answer(verifyEmail(50))).toBe('token_unknown!')
  })
  test('that is the present one changes nothing', () => {
    expect(given(...verified).answer(changeEmail('ada@example.com'))).toBe('')
  })
  test('is claimed, as that of a registration', () => {
    expect(identityRules.claims!(changeEmail('new@example.com'))).toMatchObject([
      { scope: 'email', value: 'f'.repeat(64), ownerId: USER, taken: { refused: 'email_taken' } },
    ])
  })
  test('is refused to a closed user, and the fourth within an hour', () => {
    expect(given(...verified, closed).answer(changeEmail('new@example.com'))).toBe('user_closed!')
    expect(given(...verified, suspended).answer(changeEmail('new@example.com'))).toBe('EmailChanged TokenIssued')
    let steps = verified
    for (let n = 0; n < 2; n += 1) steps = after(steps, changeEmail(`a${n}@example.com`, 60 + n), NOW + n)
    expect(given(...steps).answer(changeEmail('b@example.com', 65), NOW + 9)).toBe('sends_max!')
    expect(given().answer(changeEmail('b@example.com'))).toBe('user_unknown!')
  })
})

describe('contact data that staff change for a client', () => {
  const REASON = 'She has lost her telephone'
  const change = (fields: object = {}, userId = USER): IdentityCommand => ({
    type: 'ChangeContact',
    userId,
    by: STAFF,
    reason: REASON,
    ...fields,
  })
  const email = { email: 'new@example.com', emailKey: 'e'.repeat(64), emailTokenId: id(80) }
  const phone = { phoneNumber: '+23057770000', phoneTokenId: id(81) }

  test('count at once, are not verified, say who has changed them and why, and the old ones are told', () => {
    expect(given(...verified).events(change({ ...email, ...phone }))).toMatchObject([
      {
        ...{ type: 'EmailChanged', email: 'new@example.com', previousEmail: 'ada@example.com' },
        ...{ changedBy: STAFF, reason: REASON },
      },
      { type: 'TokenIssued', kind: 'email_verification', sentTo: 'new@example.com', tokenId: id(80) },
      {
        ...{ type: 'PhoneChanged', phoneNumber: '+23057770000', previousNumber: '+23052500000' },
        ...{ changedBy: STAFF, reason: REASON },
      },
      { type: 'TokenIssued', kind: 'phone_verification', sentTo: '+23057770000', tokenId: id(81) },
    ])
    const changed = after(verified, change({ ...email, ...phone }))
    expect(given(...changed).state()).toMatchObject({
      emailVerified: false,
      phoneVerified: false,
      profile: { email: 'new@example.com', phoneNumber: '+23057770000' },
    })
    expect(given(...after(changed, verifyEmail(80))).state()).toMatchObject({ emailVerified: true })
    expect(given(...after(changed, verifyPhone(81))).state()).toMatchObject({ phoneVerified: true })
  })
  test('change one by one, and the same again changes nothing', () => {
    expect(given(...verified).answer(change(email))).toBe('EmailChanged TokenIssued')
    expect(given(...verified).answer(change(phone))).toBe('PhoneChanged TokenIssued')
    const changed = after(verified, change({ ...email, ...phone }))
    expect(given(...changed).answer(change({ ...email, ...phone }))).toBe('')
  })
  test('of an e-mail are claimed, of a number alone not', () => {
    expect(identityRules.claims!(change(email))).toMatchObject([
      { scope: 'email', value: 'e'.repeat(64), ownerId: USER, taken: { refused: 'email_taken' } },
    ])
    expect(identityRules.claims!(change(phone))).toEqual([])
  })
  test('are those of clients who are not closed; of a suspended one they may be needed', () => {
    const colleague = given().events({ ...registration(), kind: 'staff', registeredBy: STAFF })
    expect(given(...colleague).answer(change(email))).toBe('not_a_client!')
    expect(given(...verified, closed).answer(change(email))).toBe('user_closed!')
    expect(given(...verified, suspended).answer(change(email))).toBe('EmailChanged TokenIssued')
    expect(given().answer(change(email))).toBe('user_unknown!')
  })
  test('are changed at most so often as tokens are sent, and then neither is', () => {
    let steps = verified
    for (let n = 0; n < 2; n += 1) steps = after(steps, changeEmail(`a${n}@example.com`, 60 + n), NOW + n)
    expect(given(...steps).answer(change({ ...email, ...phone }), NOW + 9)).toBe('sends_max!')
    let numbers = verified
    for (let n = 0; n < 3; n += 1) numbers = after(numbers, changePhone(`+2305777000${n}`, 60 + n), NOW + n)
    expect(given(...numbers).answer(change({ ...email, ...phone, phoneNumber: '+23059990000' }), NOW + 9)).toBe(
      'sends_max!',
    )
  })
})

describe('another telephone number', () => {
  const changed = after(registered, changePhone('+23057770000'))
  test('counts at once, is not verified, and the old one is told', () => {
    expect(given(...registered).events(changePhone('+23057770000'))).toMatchObject([
      { type: 'PhoneChanged', phoneNumber: '+23057770000', previousNumber: '+23052500000' },
      { type: 'TokenIssued', kind: 'phone_verification', sentTo: '+23057770000', expiresAt: NOW + 10 * 60_000 },
    ])
    expect(given(...changed).answer(changePhone('+23057770000', 71))).toBe('')
    expect(given(...registered, closed).answer(changePhone('+23057770000'))).toBe('user_closed!')
  })
  test('is verified by its code, once, for ten minutes', () => {
    expect(given(...changed).answer(verifyPhone(70))).toBe('PhoneVerified')
    const done = after(changed, verifyPhone(70))
    expect(given(...done).state()).toMatchObject({ phoneVerified: true })
    expect(given(...done).answer(verifyPhone(70))).toBe('token_used!')
    expect(given(...changed).answer(verifyPhone(70), NOW + 10 * 60_000)).toBe('token_expired!')
    expect(given(...registered).answer(verifyPhone(70))).toBe('token_unknown!')
  })
  test('takes five tries, and then not even the right code', () => {
    let steps = changed
    for (let n = 1; n <= 5; n += 1) {
      expect(given(...steps).events(verifyPhone(70, false))).toEqual([
        { type: 'TokenTried', userId: USER, tokenId: id(70), attempts: n },
      ])
      steps = after(steps, verifyPhone(70, false))
    }
    expect(given(...steps).answer(verifyPhone(70))).toBe('tries_max!')
    const again = after(steps, { type: 'IssueToken', userId: USER, tokenId: id(72), kind: 'phone_verification' })
    expect(given(...again).answer(verifyPhone(72))).toBe('PhoneVerified')
  })
  test('loses what was verified, however it is changed', () => {
    const done = after(changed, verifyPhone(70))
    expect(given(...after(done, changePhone('+23051110000', 73), NOW + 1)).state()).toMatchObject({
      phoneVerified: false,
    })
    const edited = after(done, { type: 'UpdateProfile', userId: USER, phoneNumber: '+23051110000' })
    expect(given(...edited).state()).toMatchObject({ phoneVerified: false })
    const same = after(done, { type: 'UpdateProfile', userId: USER, phoneNumber: '+23057770000' })
    expect(given(...same).state()).toMatchObject({ phoneVerified: true })
  })
  test('without one no code is sent', () => {
    const none = approvedClient()
    const issue = { type: 'IssueToken', userId: USER, tokenId: id(72), kind: 'phone_verification' } as const
    expect(given(...none).answer(issue)).toBe('phone_unknown!')
    expect(given(...after(changed, verifyPhone(70))).answer(issue)).toBe('already_verified!')
  })
})

describe('a change of what has been verified', () => {
  const CHANGE = id(90)
  const request = (fields: object = { lastName: 'King' }, changeId = CHANGE): IdentityCommand => ({
    type: 'RequestIdentityChange',
    userId: USER,
    changeId,
    ...fields,
  })
  const apply = (by = STAFF, changeId = CHANGE): IdentityCommand => ({
    type: 'ApplyIdentityChange',
    userId: USER,
    changeId,
    appliedBy: by,
  })
  const reject = (by = STAFF): IdentityCommand => ({
    type: 'RejectIdentityChange',
    userId: USER,
    changeId: CHANGE,
    rejectedBy: by,
    reason: 'no document',
  })
  const approved: Step[] = [...approvedClient()]
  const requested = after(approved, request())

  test('is asked for, and the old value stays in force until it is applied', () => {
    expect(given(...approved).answer(request())).toBe('IdentityChangeRequested')
    expect(given(...requested).state()).toMatchObject({
      profile: { lastName: 'Lovelace' },
      identityChange: { id: CHANGE, lastName: 'King' },
    })
    expect(given(...requested).events(apply())).toMatchObject([
      { type: 'IdentityChanged', changeId: CHANGE, appliedBy: STAFF, lastName: 'King' },
    ])
    const applied = after(requested, apply())
    expect(given(...applied).state()).toMatchObject({ profile: { firstName: 'Ada', lastName: 'King' } })
    expect(given(...applied).state()!.identityChange).toBeUndefined()
  })
  test('asked for again replaces what was asked before; the same again is one', () => {
    const second = after(requested, request({ lastName: 'Byron' }, id(91)))
    expect(given(...second).answer(apply())).toBe('identity_change_unknown!')
    expect(given(...second).answer(apply(STAFF, id(91)))).toBe('IdentityChanged')
    expect(given(...requested).answer(request())).toBe('')
  })
  test('is rejected, and nothing changes; decided once', () => {
    const rejected = after(requested, reject())
    expect(given(...requested).answer(reject())).toBe('IdentityChangeRejected')
    expect(given(...rejected).state()).toMatchObject({ profile: { lastName: 'Lovelace' } })
    for (const steps of [rejected, after(requested, apply())]) {
      expect(given(...steps).answer(apply())).toBe('identity_change_unknown!')
      expect(given(...steps).answer(reject())).toBe('identity_change_unknown!')
    }
  })
  test.each<[string, readonly Step[], IdentityCommand, string]>([
    ['before anything is verified', given().events(registration()), request(), 'identity_not_locked!'],
    ['that changes nothing', approved, request({ lastName: 'Lovelace' }), 'nothing_changes!'],
    ['to under 18', approved, request({ dateOfBirth: '2020-01-01' }), 'under_age!'],
    ['of a suspended user', [...approved, suspended], request(), 'user_suspended!'],
    ['of a closed user', [...approved, closed], request(), 'user_closed!'],
    ['applied for a closed user', [...requested, closed], apply(), 'user_closed!'],
    ['applied by the user', requested, apply(USER), 'same_approver!'],
    ['rejected by the user', requested, reject(USER), 'same_approver!'],
    ['that nobody asked for', approved, apply(), 'identity_change_unknown!'],
  ])('%s is refused', (_what, steps, command, answer) => {
    expect(given(...steps).answer(command)).toBe(answer)
  })
  test('is the only way to another name once it has been verified', () => {
    expect(given(...approved).answer({ type: 'UpdateProfile', userId: USER, lastName: 'King' })).toBe(
      'identity_locked!',
    )
  })
  test('applied, is told to compliance', () => {
    const [changed] = given(...requested).events(apply())
    expect(identityRules.reactions(changed!, { now: NOW, position: 1 })).toMatchObject([
      { to: 'compliance', command: { type: 'RegisterSubject', userId: USER, lastName: 'King' } },
    ])
  })
})
