import { type Check, type Profile, type Subject, type SubjectAccount } from '@filao/compliance'
import { Cdd, isSealed, ScreenedParty } from '@filao/contracts'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import { given, instantOf, textOf, type JsonRow, type RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'

type Keys = Pick<SubjectKeys, 'keyOf' | 'open'>

const Query = z.object(ScreenedParty)

/** The rows of a client as compliance knows them, of their accounts, and of checks. */
export class SubjectRows {
  private readonly cdd: SealedColumn<typeof Cdd>
  private readonly query: SealedColumn<typeof Query>

  constructor(keys: Keys) {
    this.cdd = new SealedColumn('compliance.subjects.cdd', Cdd, keys)
    this.query = new SealedColumn('compliance.aml_checks.query', Query, keys)
  }

  readonly subjects: RowTable = {
    table: 'subjects',
    columns: 'names date_of_birth nationality residence cdd',
    idsOf: (event) => (event.type === 'SubjectRegistered' || event.type === 'CddRecorded' ? [event.userId] : []),
    row: ({ id, profile, cdd }) => ({
      names: { firstName: profile!.firstName, lastName: profile!.lastName },
      date_of_birth: plain(profile!.dateOfBirth),
      nationality: plain(profile!.nationality),
      residence: plain(profile!.residence),
      cdd: this.cdd.seal(id, cdd),
    }),
  }

  readonly accounts: RowTable = {
    table: 'account_view',
    columns: 'user_id mode',
    idsOf: (event) => (event.type === 'AccountRegistered' ? [event.accountId] : []),
    row: ({ id, accounts }, accountId) => ({ user_id: id, mode: accounts.get(accountId)!.mode }),
  }

  readonly checks: RowTable = {
    table: 'aml_checks',
    columns: 'owner_id subject_kind subject_id trigger reference_id check_status query requested_at',
    idsOf: (event) => (event.type === 'AmlCheckRequested' ? [event.checkId] : []),
    row: ({ id, checks }, checkId) => this.checkRow(id, checks.get(checkId)!),
  }

  profileOf(row: JsonRow): Profile {
    const { firstName, lastName } = row['names'] as Pick<Profile, 'firstName' | 'lastName'>
    return {
      firstName,
      lastName,
      dateOfBirth: given(row['date_of_birth']),
      nationality: given(row['nationality']),
      residence: given(row['residence']),
    }
  }

  cddOf = (row: JsonRow): Subject['cdd'] => this.cdd.open(row['id'] as string, row['cdd'])

  accountOf = (row: JsonRow): SubjectAccount => ({
    accountId: row['id'] as string,
    mode: row['mode'] as SubjectAccount['mode'],
  })

  checkOf(row: JsonRow): Check {
    return {
      checkId: row['id'] as string,
      subjectKind: row['subject_kind'] as Check['subjectKind'],
      subjectId: row['subject_id'] as string,
      trigger: row['trigger'] as Check['trigger'],
      referenceId: row['reference_id'] as string,
      status: row['check_status'] as Check['status'],
      requestedAt: instantOf(row['requested_at']),
      ...this.partyOf(row),
    }
  }

  private checkRow(ownerId: string, check: Check): JsonRow {
    const { names, dateOfBirth, nationality } = check
    return {
      owner_id: ownerId,
      subject_kind: check.subjectKind,
      subject_id: check.subjectId,
      trigger: check.trigger,
      reference_id: check.referenceId,
      check_status: check.status,
      query: isSealed(names) ? names : this.query.seal(ownerId, { names, dateOfBirth, nationality }),
      requested_at: textOf(check.requestedAt),
    }
  }

  private partyOf(row: JsonRow): Pick<Check, 'names' | 'dateOfBirth' | 'nationality'> {
    const query = this.query.open(row['owner_id'] as string, row['query'])
    return isSealed(query) ? { names: query } : query
  }
}

/** A value that is still sealed has no key any more: its column is empty. */
const plain = <Value>(value: Value): Value | null => (value === undefined || isSealed(value) ? null : value)
