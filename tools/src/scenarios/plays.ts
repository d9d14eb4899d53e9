import { stopWaitingForPayments } from '@filao/testing/servers'
import type { ChaosPlatform } from '../chaos/platform'
import { ControlledProvider } from '../client/payment-provider'
import { diditSecrets } from '../provision/didit-secrets'
import { checkBooks } from './books-check'
import { checkKyc } from './kyc-check'
import { kycPlanOf } from './kyc-plan'
import { ControlledKycProvider } from './kyc-provider'
import { runKycScenario } from './kyc-scenario'
import type { Simulated } from './options'
import { planOf } from './plan'
import { runScenario } from './scenario'
import type { Setting } from './setting'

/** The scenarios of one simulator. */
export interface Play {
  /** Plays a scenario; tells what was in it and what came of it. */
  readonly act: (number: number) => Promise<string>
  /** What must hold afterwards and does not. */
  readonly check: () => Promise<readonly string[]>
}

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
    const provider = providers[simulator]
    return {
      act: async (number) => {
        const plan = planOf(simulator, seed, number)
        const outcome = await runScenario({ platform, setting, provider, plan })
        const money = `${plan.deposit} in, ${plan.withdrawal ?? 'nothing'} out`
        return `${money}; ${told(plan.faults, plan.killed)}: ${outcome}`
      },
      check: () => checkBooks(platform, providers),
    }
  }
}

function kycPlay(platform: ChaosPlatform, setting: Setting, seed: number): Play {
  const { DIDIT_API_KEY: apiKey } = diditSecrets(platform.facts.masterKey)
  const provider = new ControlledKycProvider(platform.development.simulators['didit']!, apiKey)
  return {
    act: async (number) => {
      const plan = kycPlanOf(seed, number)
      const outcome = await runKycScenario({ platform, setting, provider, plan })
      return `${plan.firstName}; ${told(Object.keys(plan.faults), plan.killed)}: ${outcome}`
    },
    check: () => checkKyc(platform, provider),
  }
}

const told = (faults: readonly string[], killed: readonly string[]): string =>
  `${faults.join(', ') || 'no faults'}; ${killed.join(', ')} killed`
