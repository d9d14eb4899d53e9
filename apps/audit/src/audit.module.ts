import type { Queryable } from '@filao/engine'
import type { Clock } from '@filao/kernel'
import {
  counter,
  createBus,
  Database,
  endService,
  LOG,
  ManagementServer,
  ServiceConfig,
  type Log,
} from '@filao/service'
import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { z } from 'zod'
import { AuditController } from './http/audit.controller'
import { AuditRunner } from './intake/audit-runner.consumer'
import { observeIntake } from './intake/intake-metrics.projection'
import { AuditIntake, type IntakeObserver } from './intake/intake.consumer'
import { OwnerHeads } from './read/owner-heads.queries'
import { createMonths, forgetRequests } from './store/provision.store'

const HOUSEKEEPING_INTERVAL_MS = 3_600_000

/** `FILAO_MANAGEMENT_URLS`: JSON object, service name to base URL of its management port. */
const ManagementUrls = z
  .string()
  .default('{}')
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.url()))

function observer(log: Log): IntakeObserver {
  const rows = counter('filao_audit_rows_total')
  const unrecordable = counter('filao_audit_unrecordable_total')
  for (const each of [rows, unrecordable]) each.add(0)
  return {
    recorded: (count) => rows.add(count),
    stopped: ({ source, sourcePartition, position }, reason) =>
      log.error({ alarm: reason, source, sourcePartition, position }, 'a source of the audit is stopped'),
    unrecordable: ({ topic, partition }, offset, reason) => {
      unrecordable.add(1)
      log.error({ alarm: 'unrecordable', topic, partition, offset: String(offset), reason }, 'a record cannot be kept')
    },
  }
}

const CLOCK: Clock = { now: () => Date.now() }

@Module({
  controllers: [AuditController],
  providers: [
    {
      provide: AuditRunner,
      inject: [ServiceConfig, Database, LOG, ManagementServer],
      useFactory: (config: ServiceConfig, { pool }: Database, log: Log, management: ManagementServer) => {
        const intake = new AuditIntake(pool, CLOCK, observer(log))
        observeIntake(intake)
        return new AuditRunner({
          intake,
          bus: createBus(config, log),
          partitions: config.partitions,
          connectionString: config.databaseUrl?.reveal() ?? '',
          log,
          onFatal: (error) => void endService(error, { management, log }),
        })
      },
    },
    {
      provide: OwnerHeads,
      useFactory: () => new OwnerHeads(ManagementUrls.parse(process.env['FILAO_MANAGEMENT_URLS'])),
    },
  ],
})
export class AuditModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private housekeeping: NodeJS.Timeout | undefined

  constructor(
    private readonly runner: AuditRunner,
    private readonly database: Database,
    private readonly management: ManagementServer,
    private readonly config: ServiceConfig,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.management.route('GET', '/internal/ownership', () => ({
      instance: this.config.instance,
      partitions: this.runner.owned,
    }))
    await this.keepHouse()
    this.housekeeping = setInterval(() => {
      this.keepHouse().catch((error: unknown) => this.log.error({ error, alarm: 'months' }, 'months were not made'))
    }, HOUSEKEEPING_INTERVAL_MS)
    await this.runner.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.housekeeping)
    await this.runner.stop()
  }

  private async keepHouse(): Promise<void> {
    const db = this.database.pool as unknown as Queryable
    await createMonths(db, new Date())
    await forgetRequests(db, new Date())
  }
}
