/**
 * How every simulated provider misbehaves on command (domain 11). The last concerns its answers, the others its
 * notifications.
 */
export const FAULTS = [
  'duplicate',
  'reorder',
  'delay',
  'bad_signature',
  'stale_timestamp',
  'drop',
  'error_500',
] as const
export type Fault = (typeof FAULTS)[number]
