import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './sources'

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}
interface Schema {
  readonly allOf?: readonly { readonly properties?: { readonly code?: { readonly enum?: readonly string[] } } }[]
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly responses: Readonly<Record<string, Answer>> }
  readonly 'x-problems': Readonly<Record<string, { readonly status: number }>>
}
interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, Answer & { readonly $ref?: string }>>
}

/** What a service's API document says of errors. */
export interface Documented {
  /** The usual status of each code. */
  readonly statuses: ReadonlyMap<string, number>
  /** Of each operation, by `<service>_<Controller>_<method>`, the errors that it is said to answer, as `404 order-unknown`. */
  readonly operations: ReadonlyMap<string, ReadonlySet<string>>
}

export function documentedBy(service: string): Documented {
  const text = readFileSync(join(ROOT, 'docs', 'api', `${service}.json`), 'utf8')
  const { paths, components, 'x-problems': problems } = JSON.parse(text) as Document
  const answersOf = ({ responses }: Operation): string[] =>
    Object.entries(responses).flatMap(([status, told]) => {
      const { content = {} } = told.$ref === undefined ? told : components.responses[told.$ref.split('/').at(-1)!]!
      const parts = Object.values(content).flatMap(({ schema }) => schema.allOf ?? [])
      return parts.flatMap(({ properties }) => properties?.code?.enum ?? []).map((code) => `${status} ${code}`)
    })
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  return {
    statuses: new Map(Object.entries(problems).map(([code, { status }]) => [code, status])),
    operations: new Map(operations.map((one) => [one.operationId, new Set(answersOf(one))])),
  }
}
