import type { AuditCommand, AuditEvent } from '@filao/contracts'
import type { AuditReadState } from '@filao/audit'
import type { Queryable, StatementPart, StateStore } from '@filao/engine'

/** Reads of the audit have no rows but those of the log: they are facts without a further life. */
export class AuditReadStore implements StateStore<AuditCommand, AuditEvent, AuditReadState> {
  load(_db: Queryable, _partition: number, _commands: readonly AuditCommand[]): Promise<void> {
    return Promise.resolve()
  }

  parts(): readonly StatementPart[] {
    return []
  }

  forget(memory: Map<string, AuditReadState>): void {
    memory.clear()
  }
}
