import type { WalletCommand } from '@filao/contracts'
import type { ExchangeRates } from '@filao/service'

/**
 * The command with the rate that its decision needs: to USD for limits, to MUR for what is recorded of a settlement,
 * between the two currencies of a conversion.
 */
export const withRate =
  (rates: Pick<ExchangeRates, 'between'>) =>
  (command: WalletCommand): WalletCommand => {
    switch (command.type) {
      case 'ReserveFunds':
      case 'IncreaseReservation':
        return { ...command, rate: rates.between(command.currency, 'USD') }
      case 'SettleLeg':
        return { ...command, rate: rates.between(command.currency, 'MUR') }
      case 'ConvertFunds':
        return { ...command, rate: rates.between(command.from, command.to) }
      default:
        return command
    }
  }
