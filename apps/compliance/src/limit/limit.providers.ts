import { ServiceEngine } from '@filao/engine'
import { Configuration, Database, LOG, type Log, provide, SubjectKeys } from '@filao/service'
import type { Provider, Type } from '@nestjs/common'
import type { ComplianceEngine } from '../definition'
import { RiskLimitsController } from '../http/risk-limits.controller'
import { LimitQueries } from '../read/limit.queries'
import { SubjectQueries } from '../read/subject.queries'
import { LimitBases } from './limit-bases'
import { LimitResolving } from './limit-resolving.consumer'

export const LIMIT_CONTROLLERS: Type[] = [RiskLimitsController]

/** What answers the requests of limits, and what keeps wallet told. */
export const limitProviders: readonly Provider[] = [
  provide(
    LimitBases,
    [Database, Configuration],
    ({ pool }: Database, configuration: Configuration) => new LimitBases(pool, configuration),
  ),
  provide(
    LimitQueries,
    [Database, SubjectQueries, LimitBases, SubjectKeys],
    ({ pool }: Database, subjects: SubjectQueries, bases: LimitBases, keys: SubjectKeys) =>
      new LimitQueries(pool, subjects, bases, keys),
  ),
  provide(
    LimitResolving,
    [ServiceEngine, Database, LimitBases, LOG],
    (engine: ComplianceEngine, { pool }: Database, bases: LimitBases, log: Log) =>
      new LimitResolving({ engine, db: pool, bases, log }),
  ),
]
