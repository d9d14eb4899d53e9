import { untilStill } from '../platform/rest'
import type { Logs } from './logs'

/** Longer than the pause of any worker that looks for work. */
const TIMES = { quietMs: 5_000, pauseMs: 500, restMsMax: 300_000 }

/**
 * Waits until no service decides anything any more: who was registered is still screened and scored a while later, and
 * what is measured meanwhile is that.
 */
export const comeToRest = (logs: Pick<Logs, 'heads'>): Promise<number> =>
  untilStill(async () => ({ heads: await logs.heads() }), TIMES)
