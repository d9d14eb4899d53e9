import type { ServiceName } from '@filao/contracts'
import { request } from 'undici'

/** An OpenAPI document, as far as it is merged. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly description?: string }
  readonly paths?: Readonly<Record<string, unknown>>
  readonly tags?: readonly { readonly name: string }[]
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const READ_TIMEOUT_MS = 2000

/** The merged document of the services as they answer now. One that does not answer is named in it. */
export async function mergedDocument(services: Readonly<Partial<Record<ServiceName, string>>>): Promise<object> {
  const read = await Promise.all(
    Object.entries(services).map(async ([service, url]) => ({ service, document: await readDocument(url) })),
  )
  const missing = read.filter(({ document }) => !document).map(({ service }) => service)
  return mergeDocuments(
    read.flatMap(({ document }) => document ?? []),
    missing,
  )
}

/**
 * One OpenAPI document from those of the services. Two services that describe one name differently are a defect, so
 * the second is refused rather than silently dropped.
 */
export function mergeDocuments(documents: readonly OpenApiDocument[], missing: readonly string[] = []): object {
  const description = documents[0]?.info.description ?? ''
  return {
    openapi: documents[0]?.openapi ?? '3.1.0',
    info: {
      title: 'Filao',
      version: '1',
      description: missing.length === 0 ? description : `${description}\n\nWithout ${missing.join(', ')}: no answer.`,
    },
    tags: documents.flatMap(({ tags }) => tags ?? []),
    paths: merged(documents.map(({ paths }) => paths ?? {})),
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
  const kinds = new Set(documents.flatMap(({ components }) => Object.keys(components ?? {})))
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, merged(documents.map(({ components }) => components?.[kind] ?? {}))]),
  )
}

/** All members by name. The same name must stand for the same thing. */
function merged(named: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const known: Record<string, unknown> = {}
  for (const [name, value] of named.flatMap((one) => Object.entries(one))) {
    if (name in known && JSON.stringify(known[name]) !== JSON.stringify(value)) {
      throw new Error(`two services describe ${name} differently`)
    }
    known[name] = value
  }
  return known
}
