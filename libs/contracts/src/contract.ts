import { z } from 'zod'
import { compileWriter, hasPersonal, openPersonal, type Open, type Seal } from './codec'
import type { ServiceName } from './service-name'

/** A message as it lives in memory: its type and its fields. Amounts are bigint, times are numbers. */
export type Message<Name extends string = string, Shape extends z.ZodRawShape = z.ZodRawShape> = {
  readonly type: Name
} & Readonly<z.output<z.ZodObject<Shape>>>

/** How a message finds its place: `subject` is the id it is about, `key` the id whose partition it belongs to. */
export interface Routing<Field extends string = string> {
  readonly subject: Field
  readonly key: Field
}

/** The form of one version of one command or event, with its codec. */
export interface Contract<M extends Message = Message> {
  readonly kind: 'event' | 'command'
  readonly service: ServiceName
  readonly name: string
  readonly version: number
  /** `filao.<service>.<Name>.v<n>` */
  readonly ceType: string
  /** `urn:filao:<service>:<Name>:v<n>` */
  readonly dataSchema: string
  readonly schema: z.ZodObject
  /** The services whose reactions send this command; its own service may always, from HTTP and timers. */
  readonly senders: readonly ServiceName[]
  /** Where the message finds its place. */
  readonly routing: Routing
  /** The version before this one, and how its messages become messages of this one. */
  readonly supersedes: Upcast | undefined
  /** Field that names the user whose keys seal the personal fields; undefined when nothing is personal. */
  readonly person: string | undefined
  subjectOf(message: M): string
  keyOf(message: M): string
  /** Canonical JSON text (RFC 8785) of the fields. Personal fields need `seal`. */
  encode(message: M, seal?: Seal): string
  /** Reads and validates. Throws a ZodError or SyntaxError for what does not fit; unknown fields are dropped. */
  decode(json: string, open?: Open): M
}

/** Reads messages of an older version: by the contract that they were written by, then by what has changed since. */
export interface Upcast<Old extends Message = Message> {
  readonly contract: Contract<Old>
  /** The fields of the newer version. Pure and total: whatever was ever written is read for ever. */
  upcast(old: Old): Readonly<Record<string, unknown>>
}

interface Definition<Name extends string, Shape extends z.ZodRawShape> {
  readonly service: ServiceName
  readonly name: Name
  readonly version?: number
  readonly routing: Routing<Extract<keyof Shape, string>>
  readonly person?: Extract<keyof Shape, string>
  readonly senders?: readonly ServiceName[]
  readonly supersedes?: Upcast
  readonly fields: Shape
}

const contract =
  (kind: Contract['kind']) =>
  <Name extends string, Shape extends z.ZodRawShape>({
    service,
    name,
    version = 1,
    routing,
    person,
    senders = [],
    supersedes,
    fields,
  }: Definition<Name, Shape>): Contract<Message<Name, Shape>> => {
    const schema = z.object(fields)
    if (hasPersonal(schema) !== (person !== undefined)) {
      throw new TypeError(`${service}.${name}: personal fields and the person they belong to go together`)
    }
    if ((supersedes?.contract.version ?? 0) !== version - 1) {
      throw new TypeError(`${service}.${name}: version ${version} is read from the one before it by an upcast`)
    }
    const write = compileWriter(schema)
    const field = (message: unknown, of: string): string => (message as Record<string, string>)[of]!
    return {
      kind,
      service,
      name,
      version,
      ceType: `filao.${service}.${name}.v${version}`,
      dataSchema: `urn:filao:${service}:${name}:v${version}`,
      schema,
      senders,
      routing,
      supersedes,
      person,
      subjectOf: (message) => field(message, routing.subject),
      keyOf: (message) => field(message, routing.key),
      encode: (message, seal) => write(message, seal),
      decode: (json, open) => {
        const value: unknown = JSON.parse(json)
        const data = schema.parse(open ? openPersonal(schema, value, open) : value)
        return { type: name, ...data }
      },
    }
  }

/** Defines a fact. */
export const event = contract('event')
/** Defines a request to one service. */
export const command = contract('command')

/** The message type of a contract, or the union of those of a list of contracts. */
export type MessageOf<C> = C extends Contract<infer M> ? M : never

/** The contracts of one service and kind, found by name or by `ce_type`. */
export class ContractSet<M extends Message = Message> {
  private readonly byName = new Map<string, Contract<M>>()
  private readonly byType = new Map<string, Contract<M>>()

  constructor(readonly contracts: readonly Contract<M>[]) {
    for (const contract of contracts) {
      this.byName.set(contract.name, contract)
      for (const reader of readersOf(contract)) this.byType.set(reader.ceType, reader)
    }
  }

  /** The newest contract of a message type. Throws for a name that is not of this set: a defect. */
  of(name: M['type']): Contract<M> {
    const contract = this.byName.get(name)
    if (!contract) throw new TypeError(`no contract for ${name}`)
    return contract
  }

  /**
   * What reads a `ce_type`: the contract of its name, for older versions too, whose messages come out as messages of the
   * newest. Undefined when it is not of this set.
   */
  ofType(ceType: string): Contract<M> | undefined {
    return this.byType.get(ceType)
  }
}

/** Readers of all versions of a message, the newest first. What they read is a message of the newest. */
function readersOf<M extends Message>(contract: Contract<M>): readonly Contract<M>[] {
  const { supersedes } = contract
  if (!supersedes) return [contract]
  const older = readersOf(supersedes.contract).map((reader): Contract<M> => {
    const { version, ceType, dataSchema } = reader
    const decode = (json: string, open?: Open): M =>
      ({ type: contract.name, ...supersedes.upcast(reader.decode(json, open)) }) as unknown as M
    return { ...contract, version, ceType, dataSchema, decode }
  })
  return [contract, ...older]
}

/** A set over a list of contracts whose message type is the union of theirs. */
export const contractSet = <const C extends readonly Contract[]>(contracts: C): ContractSet<MessageOf<C[number]>> =>
  new ContractSet(contracts as unknown as readonly Contract<MessageOf<C[number]>>[])
