import { randomUUID } from 'node:crypto'
import { ask, staffOf, treasuryOf, type Answer, type Session, type Treasury } from '../api.fixture'
import { eventually, pause, type Development, type Platform } from '../platform.fixture'
import { untilQuiet } from '../quiet.fixture'
import { addressesOf, differencesOf, readingsOf, shownAt, type Reading, type Shown } from './answers.fixture'
import { newTwin, payIn, type Twin } from './twins.fixture'

/** Roles that may not learn of a hit, by the name of somebody who holds it. */
const LESSER = ['support', 'treasury1', 'admin1', 'auditor'] as const
/** What an account under a freeze is answered in words of its own, the same as any other hold of an account. */
const OF_THE_HOLD = new Set(['/v1/account-standing'])
/** Far above what differs by chance in the middle of many, far below what another path through a service costs. */
const SLOWER_MS_MAX = 40

/**
 * A price or a rate may move between two questions, and the audit be told of one before the other, but not each time: what
 * tells two clients apart is told every time, and what costs time costs it every time.
 */
const ASKED_AGAIN = 5
const ASKED_AGAIN_PAUSE_MS = 300

const NAMES = { met: 'Aldenwick', held: 'Bramthorpe', reviewed: 'Cindermoor' }

type Pair = readonly [Shown, Shown]

export interface Listing {
  /** A version of the list that names somebody besides, later than all before. */
  readonly bringIntoForce: (name: string) => Promise<void>
}

/**
 * Three clients who are alike: one is met by a list and the hit is confirmed, one is frozen for a reason that has nothing to
 * do with a list, and of one a withdrawal and a deposit are looked at as those of anybody. Whoever may not know is answered
 * the same about each, on every route of the API document.
 */
export function whoeverIsMetLooksLikeAnybody(platform: Platform, { bringIntoForce }: Listing): void {
  let development: Development
  let twins: Readonly<Record<keyof typeof NAMES, Twin>>
  let since: number
  let readings: readonly Reading[]
  let treasury: Treasury

  beforeAll(async () => {
    development = platform.development
    readings = await readingsOf(development.gateway)
    treasury = await treasuryOf(development)
    const [officer, second, mlro] = await Promise.all(
      ['compliance1', 'compliance2', 'mlro'].map((name) => staffOf(development, name)),
    )
    const twin = (lastName: string): Promise<Twin> => newTwin(development, treasury, { officer: officer!, lastName })
    twins = { met: await twin(NAMES.met), held: await twin(NAMES.held), reviewed: await twin(NAMES.reviewed) }
    // What happens from now on is told as later; so nothing of before may still be on its way.
    await untilQuiet(development)
    since = Date.now()
    await bringIntoForce(twins.met.fullName)
    await confirmHits(twins.met, [officer!, second!])
    const { id: userId } = twins.held.client.session.user
    const freeze = { userId, reason: 'fraud_suspicion', reference: randomUUID() }
    expect((await mlro!.post('/v1/freezes', freeze)).status).toBeLessThan(300)
    const flag = { reason: 'looked at by chance' }
    expect((await officer!.post(`/v1/withdrawals/${twins.reviewed.owned.withdrawal}/flag`, flag)).status).toBe(200)
    await eventually(
      () => twins.held.client.session.get('/v1/account-standing'),
      ({ body }) => body['trading'] === 'under-review',
    )
    await payIn(development, twins.met, twins.met.fullName)
    // Of another name, so that it is held for a person: the most ordinary of all reviews.
    for (const one of [twins.held, twins.reviewed]) await payIn(development, one, 'Somebody Else')
    for (const { owned } of Object.values(twins)) {
      await eventually(
        () => officer!.get(`/v1/deposits/${owned.deposit}`),
        ({ body }) => body['status'] === 'held',
      )
    }
    // What is on its way has come: a new score, its limits, the copies in other services.
    await untilQuiet(development)
  }, 900_000)

  async function confirmHits({ client }: Twin, officers: readonly Session[]): Promise<void> {
    const { items } = (
      await eventually(
        () => officers[0]!.get(`/v1/hits?userId=${client.session.user.id}`),
        ({ body }) => (body['items'] as unknown[]).length > 0,
      )
    ).body as { items: { id: string }[] }
    for (const officer of officers)
      for (const { id } of items) expect((await officer.post(`/v1/hits/${id}/confirm`, {})).status).toBe(200)
  }

  /** Asks for the same things of two clients, in turns. */
  async function asked(who: string, pair: readonly [Twin, Twin]): Promise<readonly Pair[]> {
    const staff = who === 'client' ? undefined : await staffOf(development, who)
    const shown = async (address: string, twin: Twin): Promise<Shown> =>
      shownAt(address, twin, {
        gateway: development.gateway,
        token: await (staff ?? twin.client.session).freshToken(),
        isOwner: staff === undefined,
        since,
      })
    const answers: Pair[] = []
    for (const reading of readings) {
      const [first, second] = pair.map((twin) => addressesOf(reading, twin)) as [string[], string[]]
      for (const [at, address] of first.entries()) {
        // By turns, so that whoever is asked second is not always the same.
        const isTurned = answers.length % 2 === 1
        const askBoth = async (): Promise<Pair> => {
          if (!isTurned) return [await shown(address, pair[0]), await shown(second[at]!, pair[1])]
          const other = await shown(second[at]!, pair[1])
          return [await shown(address, pair[0]), other]
        }
        let answer = await askBoth()
        for (let again = 0; again < ASKED_AGAIN && differencesOf(...answer).length > 0; again++) {
          await pause(ASKED_AGAIN_PAUSE_MS)
          answer = await askBoth()
        }
        answers.push(answer)
      }
    }
    return answers
  }

  const differing = (answers: readonly Pair[], spared: ReadonlySet<string> = new Set()) =>
    answers.filter(([{ address }]) => !spared.has(address.split('?')[0]!)).flatMap((answer) => differencesOf(...answer))

  test('every route that may tell of a client is asked, and most of them answer', async () => {
    expect(readings.length).toBeGreaterThan(30)
    const answers = await asked('client', [twins.held, twins.reviewed])
    expect(answers.filter(([{ status }]) => status === 200).length).toBeGreaterThan(30)
  })

  describe.each(['client', ...LESSER])('as %s', (who) => {
    test('a hit looks like a freeze for any other reason', async () => {
      expect(differing(await asked(who, [twins.met, twins.held]))).toEqual([])
    })

    test('and like a review of a payment, but for the one word that an account is reviewed', async () => {
      expect(differing(await asked(who, [twins.met, twins.reviewed]), OF_THE_HOLD)).toEqual([])
    })

    test('and is answered no later', async () => {
      let later = await laterBy(who)
      for (let again = 0; again < ASKED_AGAIN && later >= SLOWER_MS_MAX; again++) later = await laterBy(who)
      expect(later).toBeLessThan(SLOWER_MS_MAX)
    })
  })

  /** How much later, or sooner, whoever is met is answered than whoever is reviewed, in the middle of all answers. */
  async function laterBy(who: string): Promise<number> {
    const answers = await asked(who, [twins.met, twins.reviewed])
    // Of the same thing, asked for one right after the other: whatever else the machine does, it does to both.
    const later = answers.map(([met, reviewed]) => met.milliseconds - reviewed.milliseconds).sort((a, b) => a - b)
    return Math.abs(later[Math.floor(later.length / 2)]!)
  }

  test('nobody is written to about it', async () => {
    const [met, held, reviewed] = await Promise.all([twins.met, twins.held, twins.reviewed].map(written))
    expect(met!.length).toBeGreaterThan(0)
    expect(held).toEqual(met)
    expect(reviewed).toEqual(met)
  })

  /** What has come to a client's mailbox, by the kind of message. */
  async function written({ client }: Twin): Promise<readonly string[]> {
    const url = `${development.simulators['mailbox']}/messages?to=${encodeURIComponent(client.person.email)}`
    const { body } = await ask(url)
    return (body['items'] as { template: string }[]).map(({ template }) => template)
  }

  // Last: it changes them.
  test('whatever the client tries is answered as under a freeze for any other reason', async () => {
    const [one, other] = [await attempts(twins.met), await attempts(twins.held)]
    expect(one).toEqual(other)
    expect(one.length).toBeGreaterThan(8)
  })

  /** Everything that a client may do with an account, by status and code. */
  async function attempts({ client, owned }: Twin): Promise<readonly string[]> {
    const { session } = client
    const limit = { symbol: 'AAPL', side: 'buy', type: 'limit', timeInForce: 'gtc', quantity: '1', limitPrice: '10' }
    const { bankAccount: bankAccountId, withdrawal, order } = owned
    const money = { currency: 'USD', amount: '20' }
    const rejected = await session.order(limit)
    const made: readonly (readonly [string, () => Promise<Answer>])[] = [
      ['replace', () => session.post(`/v1/orders/${order}/replace`, { quantity: '2' })],
      ['cancel all', () => session.delete('/v1/orders?symbol=AAPL')],
      ['withdraw', () => session.post('/v1/withdrawals', { ...money, bankAccountId })],
      ['deposit', () => session.post('/v1/deposits', { ...money, method: 'bank_transfer' })],
      ['convert', () => session.post('/v1/conversions', { from: 'USD', to: 'MUR', amount: '20', leastToReceive: '1' })],
      ['remove the bank account', () => session.delete(`/v1/bank-accounts/${bankAccountId}`)],
      ['start again', () => session.post('/v1/kyc/sessions', {})],
      ['open a demo account', () => session.post('/v1/accounts', { mode: 'demo' })],
      ['treasury approves', () => treasury.first.post(`/v1/withdrawals/${withdrawal}/approve`, { approvalHash: HASH })],
      ['cancel the withdrawal', () => session.delete(`/v1/withdrawals/${withdrawal}`)],
      ['close', () => session.post('/v1/users/me/close', { reason: 'moving' })],
    ]
    const answers = [`order ${String(rejected['status'])} ${String(rejected['rejectionReason'])}`]
    for (const [what, attempt] of made) {
      const { status, body } = await attempt()
      answers.push(`${what} ${status} ${String(body['code'] ?? body['status'])}`)
    }
    return answers
  }
}

const HASH = 'a'.repeat(64)
