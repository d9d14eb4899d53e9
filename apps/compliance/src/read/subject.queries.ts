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
    const memory = new Map<string, ComplianceState>()
    await this.store.loadSubjects(this.db, partitionOf(userId), { ids: [userId], commands: [] }, memory)
    const state = memory.get(userId)
    return state && isSubject(state) ? state : undefined
  }
}
