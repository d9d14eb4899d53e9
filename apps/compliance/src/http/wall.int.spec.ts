import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { asked, newId, ScreeningDesk, TELLING } from '../testing/screening-desk'

// A version is in force some seconds after its approval: every instance has to have seen it.
jest.setTimeout(60_000)

let desk: ScreeningDesk
beforeAll(async () => {
  desk = await ScreeningDesk.start()
  await desk.listsInForce()
  const userId = await desk.client('Zorblax', 'Quentari')
  await desk.decided(asked(userId, ['Zorblax Quentari Volomir']))
  expect(await desk.checkOf(userId)).toMatchObject({ result: 'alert' })
  const [hit] = (await desk.get('eve', `/v1/hits?userId=${userId}`)).body.items
  const clearing = { reasonCode: 'birth_date', evidence: 'passport seen' }
  expect((await desk.post('eve', `/v1/hits/${hit.id}/clear`, clearing)).status).toBe(200)
})
afterAll(() => desk.stop())

/** Domain 12.2: nobody but compliance and the MLRO learns of a hit by any answer, count or wording. */
describe('the wall', () => {
  const walled = [
    ...['/v1/hits', '/v1/alerts', '/v1/freezes', '/v1/notices'],
    ...['/v1/screening/checks', '/v1/screening/instruments'],
  ]

  test.each(['client', 'support', 'treasury', 'auditor', 'service'] as const)(
    '%s is answered alike whether there are hits or not',
    async (role) => {
      const unknown = newId()
      const [hit] = (await desk.get('eve', '/v1/hits')).body.items
      const shape = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
        status,
        code: body['code'],
        detail: body['detail'],
      })
      for (const url of walled) {
        expect(shape(await desk.get(role, url))).toMatchObject({ status: 403 })
        expect(shape(await desk.get(role, `${url}?userId=${hit.userId}`))).toEqual(
          shape(await desk.get(role, `${url}?userId=${unknown}`)),
        )
      }
      for (const what of ['clear', 'confirm', 'reject-clearing']) {
        const [real, invented] = await Promise.all(
          [hit.id, unknown].map((id) => desk.post(role, `/v1/hits/${id}/${what}`, {})),
        )
        expect(shape(real!)).toEqual(shape(invented!))
        expect(real!.status).toBe(403)
      }
    },
  )

  test('what is seen of hits, alerts, freezes and notices is on record', async () => {
    await desk.get('eve', '/v1/hits')
    await desk.get('eve', '/v1/alerts')
    await desk.get('eve', '/v1/freezes')
    await desk.get('mlro', '/v1/notices')
    const rows = await desk.screening.platform.rows(
      "SELECT DISTINCT data::jsonb->>'kind' AS kind FROM compliance.event_log WHERE type LIKE '%RecordViewed%' ORDER BY 1",
    )
    expect(rows).toEqual([{ kind: 'alerts' }, { kind: 'freezes' }, { kind: 'hits' }, { kind: 'notices' }])
  })

  test('no word of a hit, a reason or a name stands in the log or in what is sent to others', async () => {
    expect(await desk.logged()).not.toMatch(TELLING)
  })
})
