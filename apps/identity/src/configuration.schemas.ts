import { SessionLife, type UserKind } from '@filao/contracts'
import type { ConfigurationKey } from '@filao/service'
import { z } from 'zod'

export const REGISTRATION: ConfigurationKey<boolean> = {
  name: 'registration_enabled',
  description: 'Whether anybody may register.',
  schema: z.boolean(),
  byDefault: true,
  roles: ['admin'],
}

export const MAINTENANCE: ConfigurationKey<boolean> = {
  name: 'maintenance_mode',
  description: 'Whether clients are kept out for a while: nobody registers, and no client logs in.',
  schema: z.boolean(),
  byDefault: false,
  roles: ['admin'],
}
export const CLIENT_NOTICE: ConfigurationKey<string | null> = {
  name: 'client_notice',
  description: 'What every client is told; nothing when empty.',
  schema: z.string().min(1).max(500).nullable(),
  byDefault: null,
  roles: ['admin'],
}

const DAY_SECONDS = 86_400
const LIFE_SECONDS_MIN = 60
const LIFE_SECONDS_MAX = 365 * DAY_SECONDS
const isSensible = ({ absoluteSeconds, idleSeconds }: SessionLife): boolean =>
  LIFE_SECONDS_MIN <= idleSeconds && idleSeconds <= absoluteSeconds && absoluteSeconds <= LIFE_SECONDS_MAX
const SessionLives = z
  .strictObject({ client: SessionLife, staff: SessionLife })
  .refine((lives) => Object.values(lives).every(isSensible), {
    message: 'A session lives a minute to a year, and idles no longer than it lives.',
  })
export const SESSION_LIVES: ConfigurationKey<z.output<typeof SessionLives>> = {
  name: 'identity.session_lives',
  description: 'How long a session lives at most and without use, in seconds: of clients, and of staff.',
  schema: SessionLives,
  byDefault: {
    client: { absoluteSeconds: 30 * DAY_SECONDS, idleSeconds: 14 * DAY_SECONDS },
    staff: { absoluteSeconds: DAY_SECONDS / 2, idleSeconds: 1_800 },
  },
  roles: ['admin'],
}
/** Programs of the platform live as staff do. */
export const lifeOfKind = (
  { client, staff }: z.output<typeof SessionLives>,
  kind: z.output<typeof UserKind>,
): SessionLife => (kind === 'client' ? client : staff)

export const SETTINGS = [REGISTRATION, MAINTENANCE, CLIENT_NOTICE, SESSION_LIVES] as const
