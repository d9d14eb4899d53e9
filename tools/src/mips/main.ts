import { runSimulator } from '../simulators/run'
import { Mips } from './mips'

void runSimulator(
  'mips',
  ({ booksFile, seed, secret, webhookUrl, publicUrl }) =>
    new Mips({
      booksFile,
      seed,
      webhookUrl,
      publicUrl,
      operatorPassword: secret('mips-operator'),
      password: secret('mips-password'),
      salt: secret('mips-salt'),
      cipherKey: secret('mips-cipher'),
    }),
)
