import type { ConfigurationKey } from '@filao/service'

/** The settings that two people of compliance may set. */
export const SETTINGS: readonly ConfigurationKey[] = []
