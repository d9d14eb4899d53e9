import type { Caller } from './caller'

/** How long a second factor that was shown counts as just now. */
const STEP_UP_MS_MAX = 5 * 60_000

/** True for who has shown a second factor in the last five minutes. */
export const isSteppedUp = ({ secondFactorAt }: Pick<Caller, 'secondFactorAt'>): boolean =>
  secondFactorAt !== undefined && Date.now() - secondFactorAt <= STEP_UP_MS_MAX
