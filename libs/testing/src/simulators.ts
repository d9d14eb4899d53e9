/** Outside systems that run wherever the platform does, also from its image: they need nothing of the test servers. */
export { EICAR } from './servers/clamd/eicar'
export { ClamdSimulator, type ClamdOptions } from './servers/clamd/simulator'
export type { DiditOptions } from './servers/didit/options'
export { DiditSimulator } from './servers/didit/simulator'
export { LIST_FAULTS, ListSourceSimulator, type ListFault } from './servers/list-source/simulator'
export { FAULTS, type Fault } from './servers/provider-faults'
export { YenteSimulator, type YenteOptions } from './servers/yente/simulator'
