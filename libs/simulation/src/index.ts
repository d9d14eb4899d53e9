export { Random } from './random'
export { simulate, SimulationFailure } from './simulation'
