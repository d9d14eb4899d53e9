import { auditRules, type AuditReadState, type AuditRefusal } from '@filao/audit'
import { auditCommands, auditEvents, TOPICS, type AuditCommand, type AuditEvent } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import {
  BackgroundWork,
  Commands,
  counter,
  Database,
  engineProviders,
  HttpUrl,
  intakeController,
  LOG,
  readEnvironment,
  type EngineSetup,
  type Log,
} from '@filao/service'
import { Inject, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { z } from 'zod'
import { AuditReads } from './http/audit-reads'
import { AuditController } from './http/audit.controller'
import { AuditIntake, type IntakeObserver } from './intake/intake.consumer'
import { OwnerHeads } from './read/owner-heads.queries'
import { createMonths, forgetRequests } from './store/provision.store'
import { AuditReadStore } from './store/read.store'

const HOUSEKEEPING_INTERVAL_MS = 3_600_000

const Environment = z.object({
  /** JSON object: service name to base URL of its management port. */
  FILAO_MANAGEMENT_URLS: z
    .string()
    .default('{}')
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), HttpUrl)),
})

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

/** What the engine of this service works with: a log of its own, for what is read of the others', beside their copies. */
export const auditEngine: EngineSetup<AuditCommand, AuditEvent, AuditReadState, AuditRefusal> = {
  definition: () => ({
    service: 'audit',
    commands: auditCommands,
    events: auditEvents,
    rules: auditRules,
    outgoing: [],
  }),
  store: () => new AuditReadStore(),
  // Each reading is a statement; nobody waits for it but whoever asks whether the copy is complete.
  gatheringMs: 40,
  companion: ({ database, log }) => new AuditIntake(database.pool, { now: () => Date.now() }, observer(log)),
}

@Module({
  controllers: [
    AuditController,
    intakeController(
      'audit',
      TOPICS.map(({ topic }) => topic),
    ),
  ],
  providers: [
    ...engineProviders(auditEngine),
    {
      provide: AuditReads,
      inject: [Commands],
      useFactory: (commands: Commands<AuditCommand, AuditEvent>) => new AuditReads(commands),
    },
    {
      provide: OwnerHeads,
      useFactory: () => new OwnerHeads(readEnvironment(Environment).FILAO_MANAGEMENT_URLS),
    },
  ],
})
export class AuditModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly database: Database,
    @Inject(LOG) log: Log,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'months were not made',
      alarm: 'months',
      intervalMs: HOUSEKEEPING_INTERVAL_MS,
      startsAfterMs: HOUSEKEEPING_INTERVAL_MS,
      round: () => this.keepHouse(),
    })
  }

  /** Before anything is read: the months have to be there. */
  async onModuleInit(): Promise<void> {
    await this.keepHouse()
    this.work.start()
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.work.stop()
  }

  private async keepHouse(): Promise<void> {
    const db = this.database.pool as unknown as Queryable
    await createMonths(db, new Date())
    await forgetRequests(db, new Date())
  }
}
