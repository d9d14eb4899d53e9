export { Random } from './random'
export { simulate, SimulationFailure, type SimulationOptions, type SimulationReport } from './simulation'
