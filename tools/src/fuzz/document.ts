import { Complaint } from '../complaint'

/** A schema of the document: JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: Schema
}

/** One route and method, with all that the document promises of it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  /** Schema of the answer by status; undefined for an answer without a body. */
  readonly answers: ReadonlyMap<string, Schema | undefined>
  readonly isPublic: boolean
  readonly roles: readonly string[]
  /** Scope that an API key needs; undefined where no key gets in. */
  readonly scope: string | undefined
}

export interface ApiDocument {
  readonly operations: readonly Operation[]
  /** Every code that a problem may have. */
  readonly codes: ReadonlySet<string>
  /** The schemas that others refer to by `#/components/schemas/<name>`. */
  readonly components: Readonly<Record<string, Schema>>
}

interface RawOperation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >
  readonly security?: readonly unknown[]
  readonly 'x-roles'?: readonly string[]
  readonly 'x-scope'?: string
}
interface RawDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly 'x-problem-codes'?: Readonly<Record<string, unknown>>
  }
}

/** The document that a running platform shows of itself. */
export async function readDocument(gateway: string): Promise<ApiDocument> {
  const answer = await fetch(`${gateway}/openapi.json`)
  if (!answer.ok) throw new Complaint(`${gateway}/openapi.json was answered ${answer.status}.`)
  const { paths, components } = (await answer.json()) as RawDocument
  return {
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => operationOf(method.toUpperCase(), path, operation)),
    ),
    codes: new Set(Object.keys(components['x-problem-codes'] ?? {})),
    components: components.schemas,
  }
}

function operationOf(method: string, path: string, raw: RawOperation): Operation {
  return {
    method,
    path,
    parameters: raw.parameters ?? [],
    body: raw.requestBody?.content['application/json']?.schema,
    answers: new Map(
      Object.entries(raw.responses).map(([status, { content = {} }]) => [status, Object.values(content)[0]?.schema]),
    ),
    isPublic: raw.security?.length === 0,
    roles: raw['x-roles'] ?? ['client'],
    scope: raw['x-scope'],
  }
}
