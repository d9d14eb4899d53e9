import { z } from 'zod'

const Environment = z.object({
  FILAO_ACTIVATION: z.enum(['on_registration', 'on_approval']).default('on_registration'),
})

/** What is identity's own to be told. */
export class IdentitySettings {
  /** When a new client may trade: at once while compliance does not run, else on its approval. */
  readonly activation!: 'on_registration' | 'on_approval'

  /** Throws when the environment says something else. */
  static read(environment: NodeJS.ProcessEnv = process.env): IdentitySettings {
    const { FILAO_ACTIVATION } = Environment.parse({ FILAO_ACTIVATION: environment['FILAO_ACTIVATION'] || undefined })
    return Object.assign(new IdentitySettings(), { activation: FILAO_ACTIVATION })
  }
}
