import { expectGenerated, jsonText } from '@filao/testing'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mergeDocuments, type OpenApiDocument } from './documents'
import { ROUTES } from './routes'

const API = join(__dirname, '..', '..', '..', 'docs', 'api')
const documents = Object.keys(ROUTES).map(
  (service) => JSON.parse(readFileSync(join(API, `${service}.json`), 'utf8')) as OpenApiDocument,
)

it('merges the documents of the services into the committed one', () => {
  expectGenerated('docs/api/openapi.json', jsonText(mergeDocuments(documents)))
})

it('routes every path that a service documents to that service, and to no other', () => {
  const services = Object.keys(ROUTES)
  for (const [index, document] of documents.entries()) {
    for (const path of Object.keys(document.paths ?? {})) {
      const routed = Object.entries(ROUTES).filter(([, prefixes]) =>
        prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
      )
      expect([path, routed.map(([service]) => service)]).toEqual([path, [services[index]]])
    }
  }
})

it('refuses two services that describe one name differently', () => {
  const document = (type: string): OpenApiDocument => ({
    openapi: '3.1.0',
    info: {},
    components: { schemas: { Amount: { type } } },
  })
  expect(() => mergeDocuments([document('string'), document('number')])).toThrow(
    'two services describe Amount differently',
  )
})

it('names the services that gave no document', () => {
  expect(mergeDocuments([], ['wallet'])).toMatchObject({ info: { description: expect.stringContaining('wallet') } })
})
