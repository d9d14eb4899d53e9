import { isSubject, type ComplianceState, type Subject } from '@filao/compliance'
import type { Queryable } from '@filao/engine'
import { partitionOf, type Id } from '@filao/kernel'
import type { ComplianceStore } from '../store/compliance.store'

/** A client as the rules see them, opened, for those who may see all of it. */
export class SubjectQueries {
  constructor(
    private readonly db: Queryable,
    private readonly store: Pick<ComplianceStore, 'loadSubjects'>,
  ) {}

  async one(userId: Id): Promise<Subject | undefined> {
    return (await this.of([userId])).get(userId)
  }

  /** Those who are known, by their ids. */
  async of(userIds: readonly Id[]): Promise<ReadonlyMap<Id, Subject>> {
    const memory = new Map<string, ComplianceState>()
    const ids = Map.groupBy(userIds, (userId) => partitionOf(userId))
    for (const [partition, here] of ids)
      await this.store.loadSubjects(this.db, partition, { ids: here, commands: [] }, memory)
    return new Map([...memory].flatMap(([id, state]) => (isSubject(state) ? [[id, state] as const] : [])))
  }
}
