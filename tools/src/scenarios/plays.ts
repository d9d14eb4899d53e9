import { stopWaitingForPayments } from '@filao/testing/servers'
import type { ChaosPlatform } from '../chaos/platform'
import { ControlledProvider } from '../client/payment-provider'
import { diditSecrets } from '../provision/didit-secrets'
import { checkBooks, checkTakenBack } from './books-check'
import { checkClient, type Providers } from './client-check'
import { checkKyc, checkSessions } from './kyc-check'
import { kycPlanOf } from './kyc-plan'
import { ControlledKycProvider } from './kyc-provider'
import { registerPerson, runKycScenario } from './kyc-scenario'
import type { Simulated } from './options'
import { planOf } from './plan'
import { runScenario } from './scenario'
import type { Setting } from './setting'
import type { Play } from './wave'

export type PlayMaker = (simulator: Simulated, seed: number) => Promise<Play>

export function playsOf(platform: ChaosPlatform, setting: Setting): PlayMaker {
  const { simulators } = platform.development
  const providers = {
    bank: new ControlledProvider('bank', simulators['bank']!),
    mips: new ControlledProvider('mips', simulators['mips']!),
  }
  return async (simulator, seed) => {
    if (simulator === 'didit') return kycPlay(platform, setting, seed)
    await stopWaitingForPayments(setting.treasury)
    return paymentPlay({ platform, setting, providers, name: simulator }, seed)
  }
}

interface PaymentParts {
  readonly platform: ChaosPlatform
  readonly setting: Setting
  readonly providers: Providers
  readonly name: keyof Providers
}

function paymentPlay({ platform, setting, providers, name }: PaymentParts, seed: number): Play {
  const { bank } = providers
  return {
    name,
    prepare: async (number) => {
      const plan = planOf(name, seed, number)
      const payer = await setting.payer(`${name}-${seed}-${number}`, payerName(number))
      const faults = [...plan.faults, ...plan.payoutFaults.map((fault) => `${fault} with the payout`)]
      return {
        plan,
        told: `${plan.deposit} in, ${plan.withdrawal ?? 'nothing'} out; ${told(faults, plan.killed)}`,
        act: () => runScenario({ platform, setting, provider: providers[name], bank, plan, payer }),
        check: () => checkClient(platform.db, providers, payer.accountId),
      }
    },
    check: () => checkBooks(platform, providers),
    checkLast: async () => [...(await checkTakenBack(providers)), ...(await checkBooks(platform, providers))],
  }
}

function kycPlay(platform: ChaosPlatform, setting: Setting, seed: number): Play {
  const { DIDIT_API_KEY: apiKey } = diditSecrets(platform.facts.masterKey)
  const provider = new ControlledKycProvider(platform.development.simulators['didit']!, apiKey)
  return {
    name: 'didit',
    prepare: async (number) => {
      const plan = kycPlanOf(seed, number)
      const person = await registerPerson(setting, plan, seed)
      return {
        plan,
        told: `${plan.firstName}; ${told(Object.keys(plan.faults), plan.killed)}`,
        act: (moments) => runKycScenario({ platform, setting, provider, plan, person }, moments),
        check: () => checkSessions(platform, provider, person.userId),
      }
    },
    check: () => checkKyc(platform, provider),
    checkLast: () => checkKyc(platform, provider),
  }
}

const payerName = (number: number): string => `Payer Number${['One', 'Two', 'Three', 'Four', 'Five'][number % 5]}`

const told = (faults: readonly string[], killed: readonly string[]): string =>
  `${faults.join(', ') || 'no faults'}; ${killed.join(', ')} killed`
