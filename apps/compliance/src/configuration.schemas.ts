import type { ConfigurationKey } from '@filao/service'
import { SCREENING_SETTINGS } from './screening/screening-settings.schemas'

/** The settings that two people of compliance may set. */
export const SETTINGS: readonly ConfigurationKey[] = [...SCREENING_SETTINGS]
