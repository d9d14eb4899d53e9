import { stopWaitingForPayments } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import {
  addBankAccount,
  ask,
  fund,
  newClient,
  requestWithdrawal,
  staffOf,
  treasuryOf,
  type Answer,
  type Client,
  type Session,
  type Treasury,
} from '../api.fixture'
import { expectBooksToAddUp } from '../books.fixture'
import { eventually, type Platform } from '../platform.fixture'
import { signingKeyOf } from '../signing-key.fixture'

/** A bank that tells the opposite of how a payout ended, over HTTP alone. */
export function banksContradict(platform: Platform): void {
  const NAME = { firstName: 'Odile', lastName: 'Marchbanks' }
  let client: Client
  let bankAccountId: string
  let treasury: Treasury
  let officer: Session
  let auditor: Session

  beforeAll(async () => {
    const { development } = platform
    treasury = await treasuryOf(development)
    officer = await staffOf(development, 'compliance1')
    auditor = await staffOf(development, 'auditor')
    await stopWaitingForPayments([treasury.first, treasury.second])
    client = await newClient(development, NAME)
    await fund(treasury, client.accountId, 'USD', '1000')
    bankAccountId = await addBankAccount(client, `${NAME.firstName} ${NAME.lastName}`)
  })

  type Body = Record<string, unknown>
  const itemsOf = ({ body }: Answer): Body[] => body['items'] as Body[]

  const untilAvailable = (amount: string): Promise<Body> =>
    eventually(
      async () => (await client.session.get('/v1/wallets/USD')).body,
      ({ available, reserved }) => available === amount && reserved === '0',
    )

  /** Asks for a withdrawal, which treasury lets go. */
  async function paidOut(amount: string): Promise<string> {
    const path = `/v1/withdrawals/${await requestWithdrawal(client.session, amount, bankAccountId)}`
    const { body } = await treasury.first.get(path)
    const { approvalHash } = body['review'] as { approvalHash: string }
    expect(await treasury.first.post(`${path}/approve`, { approvalHash })).toMatchObject({ status: 200 })
    return path
  }

  const held = async (id: string): Promise<Body[]> =>
    itemsOf(await treasury.first.get('/v1/holds?kind=withdrawal')).filter((hold) => hold['id'] === id)

  /** The payments of the client's that compliance has counted. */
  const counted = async (id: string): Promise<Body[]> => {
    const path = `/v1/audit/events?type=filao.compliance.TurnoverRecorded.v1&subject=${client.session.user.id}`
    return itemsOf(await auditor.get(path)).filter(({ data }) => String(data).includes(id))
  }

  /** By its cents the simulated bank knows what to say first, and then. */
  describe.each([
    { payout: 'that it had refused, and has paid', amount: '60.10', ended: 'failed', told: 'completed', code: null },
    { payout: 'that it had paid, and has refused', amount: '60.11', ended: 'completed', told: 'failed', code: 'AC04' },
  ])('$payout', ({ amount, ended, told, code }) => {
    let path: string
    let id: string
    beforeAll(async () => {
      path = await paidOut(amount)
      id = path.slice('/v1/withdrawals/'.length)
    })

    const said = { outcome: told, evidence: 'statement of 6 October, line 4' }
    const resolve = (person: Session, body: object = said, key = randomUUID()): Promise<Answer> =>
      person.post(`${path}/resolve`, body, { 'idempotency-key': key })

    /** The same request again is the same answer. */
    async function resolvedTwice(person: Session): Promise<Answer> {
      const key = randomUUID()
      const first = await resolve(person, said, key)
      const again = await resolve(person, said, key)
      expect(again).toMatchObject({ status: first.status, body: first.body })
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      const other = await resolve(person, { ...said, outcome: ended }, key)
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } })
      return first
    }

    test('is a hold of treasury’s that one of them takes, and the client sees how it ended', async () => {
      const { body } = await eventually(
        () => treasury.first.get(path),
        (seen) => (seen.body['review'] as Body)['contradiction'] !== null,
      )
      expect(body).toMatchObject({ status: ended, review: { contradiction: { told, code }, resolution: null } })
      expect((await client.session.get(path)).body).toMatchObject({ status: ended, review: null })
      expect(await held(id)).toMatchObject([{ kind: 'withdrawal', status: ended, told, owner: null }])
      const taken = await treasury.first.post(`/v1/holds/${id}/take`, {})
      expect(taken).toMatchObject({ status: 200, body: { owner: treasury.first.user.id } })
    })

    test('is settled by treasury alone, who have just shown their second factor', async () => {
      for (const person of [client.session, officer, auditor])
        expect(await resolve(person)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      const { gateway } = platform.development
      const headers = { 'idempotency-key': randomUUID() }
      const asked = { method: 'POST', body: said, headers, token: await longAgo(await treasury.first.freshToken()) }
      expect(await ask(`${gateway}${path}/resolve`, asked)).toMatchObject({
        status: 403,
        body: { code: 'step-up-required' },
      })
      expect(await treasury.first.post(`/v1/withdrawals/${randomUUID()}/resolve`, said)).toMatchObject({
        status: 404,
        body: { code: 'withdrawal-not-found' },
      })
      expect(await resolve(treasury.first, { ...said, outcome: 'lost' })).toMatchObject({
        status: 422,
        body: { code: 'invalid-request', errors: [{ pointer: '/outcome' }] },
      })
    })

    test('is settled by no one person', async () => {
      const proposed = await resolvedTwice(treasury.first)
      expect(proposed).toMatchObject({
        status: 200,
        body: { status: ended, review: { contradiction: { told }, resolution: said } },
      })
      expect(await resolve(treasury.first)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
      expect(await held(id)).toMatchObject([{ told, owner: treasury.first.user.id }])
    })

    test('is settled by two: the client has it again, and it has gone out once', async () => {
      const settled = await resolvedTwice(treasury.second)
      const review = { contradiction: null, resolution: null }
      expect(settled).toMatchObject({ status: 200, body: { status: 'failed', review } })
      expect(await resolve(treasury.second)).toMatchObject({ status: 409, body: { code: 'not-allowed-in-state' } })
      expect(await held(id)).toEqual([])
      await untilAvailable('1000')
      await eventually(
        () => counted(id),
        (payments) => payments.length === 1,
      )
      await expectBooksToAddUp(auditor)
    })
  })

  /** The token of somebody who has shown their second factor ten minutes ago. */
  function longAgo(token: string): Promise<string> {
    const claims = decodeJwt(token)
    const header = decodeProtectedHeader(token) as { alg: string }
    const shownAt = Math.floor(Date.now() / 1_000) - 600
    return new SignJWT({ ...claims, second_factor_time: shownAt })
      .setProtectedHeader(header)
      .sign(signingKeyOf(platform.folder))
  }

  test('what has left is taken from the balance by two people, and the books add up', async () => {
    await fund(treasury, client.accountId, 'USD', '-60.1')
    await untilAvailable('939.9')
    await expectBooksToAddUp(auditor)
  })
}
