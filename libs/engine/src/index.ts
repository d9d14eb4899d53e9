export { CommandThrew, decideBatch, type DecidedBatch } from './batch'
export type { LinkGap } from './batch-links'
export { chainHash, GENESIS, NO_COMMANDS } from './chain'
export { readCommands } from './command-intake'
export type { Companion, CompanionResult } from './companion'
export { Cursor } from './cursor'
export type { CommandRequest } from './forwarder'
export { AggregateParked, OutcomeUnknown, Overloaded, type Answer, type Incoming, type Origin } from './incoming'
export { BrokenLog, LogProof } from './log-proof'
export { MemoryPartitionStorage, MemoryTables } from './memory-partition-storage'
export { ALARM_KINDS, type AlarmKind, type EngineReporter } from './engine-reporter'
export { PartitionEngine } from './partition-engine'
export type { BatchMeasure, PartitionListener } from './partition-listener'
export {
  WriteFailure,
  type BatchWrite,
  type LogRow,
  type OutgoingCommand,
  type PartitionHead,
  type PartitionStorage,
  type WriteResult,
} from './partition-storage'
export { engineTables } from './postgres/engine-tables'
export { enumValues } from './postgres/enum-values'
export { PostgresPartitionStorage } from './postgres/postgres-partition-storage'
export { PostgresRelayLog } from './postgres/postgres-relay-log'
export { provisionSchema, type SchemaProvision } from './postgres/provision'
export { proveState, type StateProof } from './postgres/state-proof'
export { rowsOfArrays, upsertPart, type Column, type StateTable } from './postgres/upsert'
export { byteaArray, jsonArray, plainArray, textArray } from './postgres/sql-array'
export { CONFIGURATION_LEAD_MS, oversightRefusals, type OversightRefusal } from './oversight/configuration'
export { overseen, type Oversight } from './oversight/oversight'
export { OverseenStore } from './oversight/oversight-store'
export { Ownership, type OwnershipListener } from './ownership'
export { PostgresOwnership } from './postgres/postgres-ownership'
export { writePieces, type ProjectedEvent, type Projection } from './projection'
export { recordsOf } from './relay'
export type { Sealer, ServiceDefinition } from './service-definition'
export type { PartitionFigures } from './postgres/partition-figures'
export { ServiceEngine, type ServiceEngineParts } from './service-engine'
export type { Queryable, Recorded, Row, StatementPart, StateStore } from './state-store'
export { readTimer } from './stored-command'
export { RestoredDatabase } from './tail'
