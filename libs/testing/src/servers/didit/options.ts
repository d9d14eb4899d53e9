/** What the simulated provider is told. */
export interface DiditOptions {
  readonly host: string
  readonly port: number
  readonly apiKey: string
  readonly webhookSecret: string
  /** Where webhooks go. */
  readonly webhookUrl: string
  /** Where the hosted page is reached by clients. */
  readonly publicUrl: string
  /** Chooses ids, documents and who is hit by a fault: the same number, the same choices. */
  readonly seed: number
  /** How long the provider takes to look at somebody. */
  readonly decideMs: number
  /** File that keeps the sessions over a restart; undefined: they are forgotten. */
  readonly file: string | undefined
}
