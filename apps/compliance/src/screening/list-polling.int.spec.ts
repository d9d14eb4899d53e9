import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { AT_ONCE, SOURCE } from '@filao/compliance'
import { Configuration, LOG } from '@filao/service'
import { until } from '@filao/testing'
import { ListSourceSimulator, type ListFault } from '@filao/testing/simulators'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ScreeningService } from '../testing/screening-service'
import type { ComplianceEngine } from '../definition'
import { ListFiles } from './list-files'
import { ListPolling } from './list-polling.consumer'
import { ListSource } from './list-source'
import { MATCHER, type Matcher } from './matcher'

const UN = readFileSync(join(__dirname, '../../../../libs/compliance/fixtures/un-invented.xml'))
const of = (day: number, change = (text: string): string => text): Buffer =>
  Buffer.from(change(UN.toString().replace('2026-01-05T00:00:01.000Z', `2026-01-${10 + day}T00:00:01.000Z`)))
const person = (id: number): string =>
  `<INDIVIDUAL><DATAID>${id}</DATAID><FIRST_NAME>INVENTED${id}</FIRST_NAME><SECOND_NAME>NOBODY${id}</SECOND_NAME>
    <REFERENCE_NUMBER>XXi.${id}</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>`

// A version is in force some seconds after its approval.
jest.setTimeout(60_000)

let screening: ScreeningService
let author: ListSourceSimulator
let source: ListSource
/** Waits for no author who takes for ever. */
let impatient: ListSource
let polling: ListPolling
beforeAll(async () => {
  screening = await ScreeningService.start()
  author = new ListSourceSimulator({ host: '127.0.0.1', port: 0, file: UN })
  const url = `http://127.0.0.1:${await author.start()}/resources/xml/en/consolidated.xml`
  source = new ListSource({ listCode: 'un', url })
  impatient = new ListSource({ listCode: 'un', url }, 500)
  const { app } = screening.service
  polling = new ListPolling({
    engine: (screening.platform as unknown as { running: ComplianceEngine }).running,
    db: screening.platform.pool,
    files: app.get(ListFiles),
    matcher: app.get<Matcher>(MATCHER),
    configuration: app.get(Configuration),
    sources: [source],
    log: app.get(LOG),
  })
})
afterAll(async () => {
  await author.stop()
  await screening.stop()
})

const versions = () =>
  screening.platform.rows(
    `SELECT state, loaded_by, approved_by FROM compliance.screening_lists WHERE list_code = 'un' ORDER BY generated_at`,
  )
const states = async () => (await versions()).map(({ state }) => state)

test('a version is loaded from its author, matched without waiting for a person, and comes into force', async () => {
  expect(await polling.poll(source)).toBe('loaded')
  expect(await versions()).toMatchObject([{ loaded_by: SOURCE, approved_by: AT_ONCE }])
  await until(async () => (await states()).join() === 'active')
})

test('what has not changed is not sent again, and the same file under another tag changes nothing', async () => {
  expect(await polling.poll(source)).toBe('unchanged')
  author.order('other_tag')
  expect(await polling.poll(source)).toBe('known')
  expect(await polling.poll(source)).toBe('unchanged')
  expect(author.answered.unchanged).toBe(2)
  expect(await states()).toEqual(['active'])
})

describe('an author who misbehaves changes nothing that is in force', () => {
  test.each<[ListFault, string]>([
    ['error_500', 'unavailable'],
    ['drop', 'unavailable'],
    ['hang', 'unavailable'],
    ['not_a_list', 'unreadable'],
    ['truncated', 'unreadable'],
  ])('%s', async (fault, outcome) => {
    author.order(fault)
    expect(await polling.poll(fault === 'hang' ? impatient : source)).toBe(outcome)
    expect(await states()).toEqual(['active'])
  })
})

test('a version that is older than the one in force, or much shorter, is refused each time', async () => {
  author.publish(Buffer.from(UN.toString().replace('2026-01-05', '2026-01-04')))
  expect(await polling.poll(source)).toBe('refused')
  author.publish(of(1, (text) => text.replace(/<INDIVIDUAL>[\s\S]*<\/INDIVIDUAL>/, '')))
  expect(await polling.poll(source)).toBe('refused')
  expect(await polling.poll(source)).toBe('refused')
  expect(await states()).toEqual(['active'])
})

test('one that comes while another is being matched waits for it, and follows it', async () => {
  author.publish(of(2, (text) => text.replace('</INDIVIDUALS>', person(9100001))))
  expect(await polling.poll(source)).toBe('loaded')
  author.publish(of(3, (text) => text.replace('</INDIVIDUALS>', person(9100002))))
  expect(await polling.poll(source)).toBe('waits')
  expect(await states()).toEqual(['active', 'matching', 'loaded'])
  await until(async () => (await states())[1] === 'active')
  expect(await polling.poll(source)).toBe('known')
  await until(async () => (await states()).join() === 'superseded,superseded,active')
})

test('is asked once an interval, whatever happens in between', async () => {
  const before = author.answered.unchanged
  const now = Date.now()
  await polling.turn(now)
  await polling.turn(now + 59 * 60_000)
  expect(author.answered.unchanged - before).toBe(1)
  await polling.turn(now + 60 * 60_000)
  expect(author.answered.unchanged - before).toBe(2)
})

test('who did not answer is asked again after five minutes', async () => {
  const later = Date.now() + 24 * 3_600_000
  const before = author.answered.unchanged
  author.order('error_500')
  await polling.turn(later)
  await polling.turn(later + 4 * 60_000)
  expect(author.answered.unchanged - before).toBe(0)
  await polling.turn(later + 5 * 60_000)
  expect(author.answered.unchanged - before).toBe(1)
})
