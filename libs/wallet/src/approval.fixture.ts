import type { WalletCommand } from './wallet.commands'

/** The same commands, with compliance's word after each opening that the account's client is approved. */
export const approvedAtOnce = (commands: readonly WalletCommand[]): readonly WalletCommand[] =>
  commands.flatMap((command): readonly WalletCommand[] =>
    command.type === 'OpenWallets'
      ? [command, { type: 'LiftRestriction', accountId: command.accountId, kind: 'kyc' }]
      : [command],
  )
