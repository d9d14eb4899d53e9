/** Requests that are sent one after another on each connection, by the process of the load. */
export interface CallPlan {
  readonly origin: string
  readonly connections: number
  readonly token: string
  readonly calls: readonly Call[]
  /** The status that every answer must have. */
  readonly wanted: number
}

export interface Call {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly key?: string
  readonly body?: string
}

export interface CallReport {
  /** The answers' bodies, in the order of the calls. */
  readonly bodies: readonly string[]
  readonly seconds: number
}
