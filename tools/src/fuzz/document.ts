import { Complaint } from '../complaint'

/** A schema of the document: JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

/** What the document says of a status: the schema of an answer with a body, and of a problem its codes. */
export interface Answer {
  readonly mediaType: string | undefined
  readonly schema: Schema | undefined
  readonly codes: readonly string[]
}

/** One route and method, with all that the document promises of it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  readonly answers: ReadonlyMap<number, Answer>
  readonly isPublic: boolean
  readonly roles: readonly string[]
  /** Scope that an API key needs; undefined where no key gets in. */
  readonly scope: string | undefined
}

export interface ApiDocument {
  readonly operations: readonly Operation[]
  /** The schemas that others refer to by `#/components/schemas/<name>`. */
  readonly schemas: Readonly<Record<string, Schema>>
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>
type Referred<T> = T | { readonly $ref: string }
interface RawAnswer {
  readonly content?: Content
}
interface RawOperation {
  readonly parameters?: readonly Referred<Parameter>[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, Referred<RawAnswer>>>
  readonly security?: readonly unknown[]
  readonly 'x-roles'?: readonly string[]
  readonly 'x-scope'?: string
}
interface RawDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The document that a running platform shows of itself. */
export async function readDocument(gateway: string): Promise<ApiDocument> {
  const answer = await fetch(`${gateway}/openapi.json`)
  if (!answer.ok) throw new Complaint(`${gateway}/openapi.json was answered ${answer.status}.`)
  const { paths, components } = (await answer.json()) as RawDocument
  const resolve = <T>(part: Referred<T>): T => {
    if (!(typeof part === 'object' && part !== null && '$ref' in part)) return part
    const [, , kind = '', name = ''] = part.$ref.split('/')
    return components[kind]?.[name] as T
  }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => operationOf({ method: method.toUpperCase(), path }, raw, resolve)),
  )
  return { operations, schemas: components['schemas'] as Readonly<Record<string, Schema>> }
}

function operationOf(
  place: Pick<Operation, 'method' | 'path'>,
  raw: RawOperation,
  resolve: <T>(part: Referred<T>) => T,
): Operation {
  return {
    ...place,
    parameters: (raw.parameters ?? []).map((parameter) => resolve(parameter)),
    body: raw.requestBody?.content['application/json']?.schema,
    answers: new Map(
      Object.entries(raw.responses).map(([status, answer]) => [Number(status), answerOf(resolve(answer))]),
    ),
    isPublic: raw.security?.length === 0,
    roles: raw['x-roles'] ?? ['client'],
    scope: raw['x-scope'],
  }
}

/** A problem's schema is that of all problems, narrowed to the codes of the route. */
function answerOf({ content = {} }: RawAnswer): Answer {
  const [mediaType, described] = Object.entries(content)[0] ?? []
  const schema = described?.schema
  const narrowed = (schema?.['allOf'] ?? []) as readonly {
    readonly properties?: { readonly code?: { readonly enum?: string[] } }
  }[]
  return { mediaType, schema, codes: narrowed.flatMap(({ properties }) => properties?.code?.enum ?? []) }
}
