import { runSimulator } from '../simulators/run'
import { Bank } from './bank'

void runSimulator(
  'bank',
  ({ booksFile, seed, secret, webhookUrl, settleMs, dayMs }) =>
    new Bank({
      booksFile,
      seed,
      token: secret('bank-token'),
      webhookUrl,
      webhookSecret: secret('bank-webhook'),
      settleMs,
      dayMs,
    }),
)
