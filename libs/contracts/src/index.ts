export { canonicalJson } from '@filao/kernel'
export type { Open, Seal } from './codec'
export {
  command,
  contractSet,
  ContractSet,
  event,
  type Contract,
  type Message,
  type MessageOf,
  type Routing,
  type Upcast,
} from './contract'
export { entryOf, eventId, linkedCommandId, sourceOf, type Cause, type Headers } from './envelope'
export * from './fields'
export { FOLLOWED } from './followed'
export { isSealed, personal, personalFields, Sealed, type Personal, type PersonalScope } from './personal'
export { serviceContracts, type ServiceContracts } from './service-contracts'
export { SERVICES, topicOf, TOPICS, type ServiceName, type TopicKind } from './service-name'
export * from './identity'
export * from './market'
export * from './order'
export * from './wallet'
export * from './compliance'
export * from './payment'
export * from './oversight'
export * from './audit'
