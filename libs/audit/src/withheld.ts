import type { Names } from './classification'

/**
 * What only compliance and the MLRO may read (domain.md 12.2): of checks, hits, alerts, freezes, notices and risk, and what
 * other services are told and record because of them. Whoever audits sees that there is a record, where it stands and its
 * hashes. All restrictions and holds are among them, whatever they are for: those that were left would tell the rest.
 */
const WITHHELD = {
  compliance: [
    ...['RequestCheck', 'RecordResult', 'RecordError', 'RetryCheck'],
    ...['AmlCheckRequested', 'AmlCheckCompleted', 'AmlCheckRetryScheduled', 'AmlCheckFailed'],
    ...['ConfirmHit', 'ClearHit', 'RejectClearing', 'RemindOfHit'],
    ...['HitConfirmed', 'HitConfirmationSeconded', 'HitClearProposed', 'HitCleared', 'HitClearRejected'],
    ...['RaiseAlert', 'AssignAlert', 'ClearAlert', 'RejectClear', 'EscalateAlert'],
    ...['AlertRaised', 'AlertAssigned', 'AlertClearProposed', 'AlertClearRejected', 'AlertClosed'],
    ...['ApplyFreeze', 'ConfirmFreeze', 'LiftFreeze', 'FreezeApplied', 'FreezeConfirmed'],
    ...['FreezeLiftProposed', 'FreezeLifted', 'AccountFrozen', 'AccountUnfrozen'],
    ...['InstrumentHeld', 'ReleaseInstrument', 'InstrumentReleaseProposed', 'InstrumentReleased'],
    ...['RecordNoticeReceived', 'RemindOfNotice', 'SendNotice', 'CloseNilReport'],
    ...['NoticeDue', 'NoticeStartMoved', 'NoticeReminded', 'NoticeSent', 'NilReportDrafted', 'NilReportClosed'],
    ...['ScoreSubject', 'SubjectScored', 'KycReviewBroughtForward', 'ActivateListVersion', 'ListVersionActivated'],
  ],
  wallet: [
    ...['RestrictAccount', 'LiftRestriction', 'AccountRestricted', 'RestrictionLifted'],
    ...['CreditSuspended', 'ReleaseSuspense', 'SuspenseReleased'],
  ],
  order: ['CancelAccountOrders', 'HoldMarket', 'ReleaseMarket', 'MarketHeld', 'MarketReleased'],
  payment: [
    ...['HoldPayouts', 'ReleasePayouts', 'SetDepositGate', 'PayoutsHeld', 'PayoutsReleased', 'DepositGateSet'],
    ...['RecordScreening', 'BankAccountScreened', 'DepositScreened', 'ReceiptScreened', 'WithdrawalScreened'],
    ...['HoldDeposit', 'DepositHeld', 'RecordCredit', 'DepositSettled', 'RecallRequested'],
    ...['FlagWithdrawal', 'UnflagWithdrawal', 'WithdrawalFlagged', 'WithdrawalUnflagged', 'PayoutScreened'],
    ...['TakeHold', 'HoldTaken'],
  ],
} as const satisfies Names

/** The same as `ce_type` without its version. */
export const WITHHELD_TYPES: readonly string[] = Object.entries(WITHHELD).flatMap(([service, names]) =>
  names.map((name) => `filao.${service}.${name}`),
)
const KNOWN: ReadonlySet<string> = new Set(WITHHELD_TYPES)
const VERSION = /\.v\d+$/

/** Whether a record shows nothing but its place and hashes to whoever audits. */
export const isWithheld = (ceType: string): boolean => KNOWN.has(ceType.replace(VERSION, ''))
