import type { WalletCommand } from '@filao/contracts'
import type { Configuration } from '@filao/service'
import { STARTING_LIMITS } from '../configuration.schemas'

/** Attaches the limits that the settings in force give to a new account. Version 0: whatever is set later replaces them. */
export const startingLimits =
  (configuration: Pick<Configuration, 'lastKnown'>) =>
  (command: WalletCommand): WalletCommand =>
    command.type === 'OpenWallets' && command.limits === undefined
      ? { ...command, limits: { version: 0, ...configuration.lastKnown(STARTING_LIMITS).value } }
      : command
