import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from './services'

/** The outside systems that a local stack runs itself, each a program of `tools` that speaks their protocol. */
export const SIMULATORS = ['mailbox', 'bank', 'mips', 'prices', 'didit', 'clamd', 'fx', 'sanctions'] as const
export type SimulatorName = (typeof SIMULATORS)[number]

export const isSimulator = (name: string): name is SimulatorName => (SIMULATORS as readonly string[]).includes(name)

/** The compiled program of a simulator. */
export const simulatorEntry = (name: SimulatorName): string => join(REPOSITORY, 'tools', 'dist', name, 'main.js')

/** Those that have been built. */
export const builtSimulators = (): SimulatorName[] => SIMULATORS.filter((name) => existsSync(simulatorEntry(name)))
