import { type Profile, type Subject, type SubjectAccount } from '@filao/compliance'
import { Cdd, isSealed } from '@filao/contracts'
import type { SubjectKeys } from '@filao/service'
import { given, type JsonRow, type RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'

type Keys = Pick<SubjectKeys, 'keyOf' | 'open'>

/** The events that change a client's own row. */
const SUBJECT_EVENTS: ReadonlySet<string> = new Set(['SubjectRegistered', 'CddRecorded', 'UserStatusRecorded'])

/** The rows of a client as compliance knows them and of their accounts. */
export class SubjectRows {
  private readonly cdd: SealedColumn<typeof Cdd>

  constructor(keys: Keys) {
    this.cdd = new SealedColumn('compliance.subjects.cdd', Cdd, keys)
  }

  readonly subjects: RowTable = {
    table: 'subjects',
    columns: 'names date_of_birth nationality residence cdd user_status risk_level',
    idsOf: (event) => (SUBJECT_EVENTS.has(event.type) ? [(event as { userId: string }).userId] : []),
    row: ({ id, profile, cdd, userStatus, riskLevel }) => ({
      names: { firstName: profile!.firstName, lastName: profile!.lastName },
      date_of_birth: plain(profile!.dateOfBirth),
      nationality: plain(profile!.nationality),
      residence: plain(profile!.residence),
      cdd: this.cdd.seal(id, cdd),
      user_status: userStatus,
      risk_level: riskLevel,
    }),
  }

  readonly accounts: RowTable = {
    table: 'account_view',
    columns: 'user_id mode',
    idsOf: (event) => (event.type === 'AccountRegistered' ? [event.accountId] : []),
    row: ({ id, accounts }, accountId) => ({ user_id: id, mode: accounts.get(accountId)!.mode }),
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
}

/** A value that is still sealed has no key any more: its column is empty. */
const plain = <Value>(value: Value): Value | null => (value === undefined || isSealed(value) ? null : value)
