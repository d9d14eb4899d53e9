import { Parser } from '@asyncapi/parser'
import { serviceContracts } from '@filao/contracts'
import { expectGenerated, jsonText } from '@filao/testing'
import { asyncApi } from './async-api'
import { eventsPage } from './events-page'
import { meaningsOf } from './meanings'

/** The parser's number for what makes a document unusable; warnings are advice. */
const ERROR = 0

it('all messages stand in the committed AsyncAPI document', () => {
  expectGenerated('docs/events/asyncapi.json', jsonText(asyncApi()))
})

it('all messages have their line in the committed page', () => {
  expectGenerated('docs/events.md', eventsPage())
})

it('the AsyncAPI document is valid, and names nothing that it does not have', async () => {
  const { document, diagnostics } = await new Parser().parse(jsonText(asyncApi()))
  expect(diagnostics.filter(({ severity }) => Number(severity) === ERROR)).toEqual([])
  const contracts = serviceContracts().flatMap(({ events, commands }) => [...events.contracts, ...commands.contracts])
  expect(document!.allMessages().length).toBeGreaterThanOrEqual(contracts.length)
})

it('no personal value is shown as plain text', () => {
  const { schemas } = asyncApi()['components'] as { schemas: Record<string, { properties: Record<string, unknown> }> }
  const { email, kind } = schemas['identity.UserRegistered.v1']!.properties
  expect(email).toEqual({ allOf: [{ $ref: '#/components/schemas/Sealed' }], 'x-personal': 'cdd' })
  expect(kind).toMatchObject({ type: 'string' })
})

it('a comment of a contract is its meaning', () => {
  expect(meaningsOf('order').get('ConfirmOrder')).toBe('Wallet has reserved what the order may cost.')
})
