import { ServiceEngine, type Queryable } from '@filao/engine'
import {
  Configuration,
  Database,
  endService,
  LOG,
  ManagementServer,
  ServiceConfig,
  type Log,
  type SubjectKeys,
} from '@filao/service'
import type { Provider, Type } from '@nestjs/common'
import { AlertsController } from '../http/alerts.controller'
import { ChecksController } from '../http/checks.controller'
import { FreezesController } from '../http/freezes.controller'
import { HitsController } from '../http/hits.controller'
import { InstrumentsController } from '../http/instruments.controller'
import { ListsController } from '../http/lists.controller'
import { MatchController } from '../http/match.controller'
import { NoticesController } from '../http/notices.controller'
import { InstrumentQueries } from '../read/instrument.queries'
import { NoticeQueries } from '../read/notice.queries'
import { ScreeningQueries } from '../read/screening.queries'
import { InstrumentRows } from '../store/instrument.rows.store'
import { NoticeRows } from '../store/notice.rows.store'
import { ScreeningRows } from '../store/screening.rows.store'
import { SubjectRows } from '../store/subject.rows.store'
import { CheckWorker } from './check-worker.consumer'
import { OwnChecker } from './checker'
import { ListActivation } from './list-activation.consumer'
import { ListFiles } from './list-files'
import { ListPolling } from './list-polling.consumer'
import { listAddresses, ListSource } from './list-source'
import { MATCHER, type Matcher } from './matcher'
import { PeriodicChecks } from './periodic-checks.consumer'
import { Rescreen } from './rescreen'
import { ResidentLists } from './resident-lists'
import type { ComplianceEngine } from '../definition'
import { submitOnce } from './submit-once'
import { createMatcher } from './thread-matcher'
import { YenteChecker, yenteSettings } from './yente-checker'

/** The controllers of screening. */
export const SCREENING_CONTROLLERS: Type[] = [
  ListsController,
  MatchController,
  ChecksController,
  HitsController,
  AlertsController,
  FreezesController,
  NoticesController,
  InstrumentsController,
]

const queryable = ({ pool }: Database): Queryable => pool

/** What answers the requests of screening. */
export const screeningHttp = (keysOf: (config: ServiceConfig) => SubjectKeys): Provider[] => [
  {
    provide: MATCHER,
    inject: [ManagementServer, LOG],
    // Without it no check is run: another process is to be started in this one's stead.
    useFactory: (management: ManagementServer, log: Log) =>
      createMatcher((error) => void endService(error, { management, log })),
  },
  { provide: ListFiles, inject: [Database], useFactory: (database: Database) => new ListFiles(queryable(database)) },
  {
    provide: ResidentLists,
    inject: [Database, ListFiles, MATCHER],
    useFactory: (database: Database, files: ListFiles, matcher: Matcher) =>
      new ResidentLists(queryable(database), files, matcher),
  },
  {
    provide: ScreeningQueries,
    inject: [Database, ServiceConfig, Configuration],
    useFactory: (database: Database, config: ServiceConfig, configuration: Configuration) => {
      const keys = keysOf(config)
      return new ScreeningQueries(queryable(database), new ScreeningRows(keys), keys, configuration)
    },
  },
  {
    provide: NoticeQueries,
    inject: [Database, ServiceConfig],
    useFactory: (database: Database, config: ServiceConfig) => {
      const keys = keysOf(config)
      return new NoticeQueries(queryable(database), new NoticeRows(keys), keys)
    },
  },
  {
    provide: InstrumentQueries,
    inject: [Database, ServiceConfig],
    useFactory: (database: Database, config: ServiceConfig) => {
      const keys = keysOf(config)
      return new InstrumentQueries(queryable(database), new InstrumentRows(keys), keys)
    },
  },
]

/** What works on by itself: the checks that are due, the versions that are being matched, and what fell due. */
export const screeningWork = (keysOf: (config: ServiceConfig) => SubjectKeys): Provider[] => [
  {
    provide: CheckWorker,
    inject: [ServiceEngine, Database, ServiceConfig, ResidentLists, MATCHER, Configuration, LOG],
    useFactory: (
      engine: ComplianceEngine,
      database: Database,
      config: ServiceConfig,
      lists: ResidentLists,
      matcher: Matcher,
      configuration: Configuration,
      log: Log,
    ) => {
      const keys = keysOf(config)
      const own = new OwnChecker({ lists, matcher, keys, configuration })
      const yente = yenteSettings()
      const provider = yente ? new YenteChecker(own, yente) : own
      const rows = new ScreeningRows(keys)
      return new CheckWorker({ engine, db: queryable(database), rows, keys, provider, lists, configuration, log })
    },
  },
  {
    provide: ListActivation,
    inject: [ServiceEngine, Database, ServiceConfig, ResidentLists, ListFiles, MATCHER, Configuration, LOG],
    useFactory: (
      engine: ComplianceEngine,
      database: Database,
      config: ServiceConfig,
      lists: ResidentLists,
      files: ListFiles,
      matcher: Matcher,
      configuration: Configuration,
      log: Log,
    ) => {
      const keys = keysOf(config)
      const rescreen = new Rescreen({
        db: queryable(database),
        files,
        matcher,
        keys,
        subjects: new SubjectRows(keys),
        checks: new ScreeningRows(keys),
        configuration,
        submit: (command, key) => submitOnce(engine, command, key),
      })
      return new ListActivation({ engine, lists, rescreen, configuration, log })
    },
  },
  {
    provide: ListPolling,
    inject: [ServiceEngine, Database, ListFiles, MATCHER, Configuration, LOG],
    useFactory: (
      engine: ComplianceEngine,
      database: Database,
      files: ListFiles,
      matcher: Matcher,
      configuration: Configuration,
      log: Log,
    ) =>
      new ListPolling({
        engine,
        db: queryable(database),
        files,
        matcher,
        configuration,
        sources: listAddresses().map((address) => new ListSource(address)),
        log,
      }),
  },
  {
    provide: PeriodicChecks,
    inject: [ServiceEngine, Database, ServiceConfig, Configuration, LOG],
    useFactory: (
      engine: ComplianceEngine,
      database: Database,
      config: ServiceConfig,
      configuration: Configuration,
      log: Log,
    ) =>
      new PeriodicChecks({
        engine,
        db: queryable(database),
        rows: new ScreeningRows(keysOf(config)),
        keys: keysOf(config),
        configuration,
        log,
      }),
  },
]
