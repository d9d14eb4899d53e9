import type { ServiceName } from '@filao/contracts'
import { request } from 'undici'

interface OpenApiDocument {
  readonly openapi: string
  readonly paths?: Readonly<Record<string, unknown>>
  readonly tags?: readonly { readonly name: string }[]
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const READ_TIMEOUT_MS = 2000

/**
 * One OpenAPI document from those of the services. Two services that describe one component name differently are a
 * defect, so the second is refused rather than silently dropped. A service that does not answer is named in `info`.
 */
export async function mergedDocument(services: Readonly<Partial<Record<ServiceName, string>>>): Promise<object> {
  const read = await Promise.all(
    Object.entries(services).map(async ([service, url]) => ({ service, document: await readDocument(url) })),
  )
  const missing = read.filter(({ document }) => !document).map(({ service }) => service)
  const documents = read.flatMap(({ document }) => document ?? [])
  return {
    openapi: documents[0]?.openapi ?? '3.1.0',
    info: {
      title: 'Filao',
      version: '1',
      description: missing.length === 0 ? 'All services.' : `Without ${missing.join(', ')}: no answer.`,
    },
    tags: documents.flatMap(({ tags }) => tags ?? []),
    paths: Object.assign({}, ...documents.map(({ paths }) => paths ?? {})) as object,
    components: mergedComponents(documents),
  }
}

async function readDocument(url: string): Promise<OpenApiDocument | undefined> {
  try {
    const { statusCode, body } = await request(`${url}/openapi.json`, {
      headersTimeout: READ_TIMEOUT_MS,
      bodyTimeout: READ_TIMEOUT_MS,
    })
    const text = await body.text()
    return statusCode === 200 ? (JSON.parse(text) as OpenApiDocument) : undefined
  } catch {
    // Not an error of the caller's: the document says which service is missing.
    return undefined
  }
}

function mergedComponents(documents: readonly OpenApiDocument[]): object {
  const merged: Record<string, Record<string, unknown>> = {}
  for (const { components } of documents) {
    for (const [kind, named] of Object.entries(components ?? {})) {
      const known = (merged[kind] ??= {})
      for (const [name, value] of Object.entries(named)) {
        if (name in known && JSON.stringify(known[name]) !== JSON.stringify(value)) {
          throw new Error(`two services describe ${kind}/${name} differently`)
        }
        known[name] = value
      }
    }
  }
  return merged
}
