import type { ServiceName } from '@filao/contracts'

/** In the order of the database's enum; values are appended, never moved. */
export const EVENT_CATEGORIES = [
  'authentication',
  'trading',
  'compliance',
  'admin_action',
  'system',
  'financial',
  'security',
] as const
export type EventCategory = (typeof EVENT_CATEGORIES)[number]

/** In the order of the database's enum, which is also the order of weight. */
export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

export interface Classification {
  readonly category: EventCategory
  readonly severity: Severity
}

/** What a service's messages are about when the table below does not know better. */
const CATEGORY_OF_SERVICE: Record<ServiceName, EventCategory> = {
  identity: 'authentication',
  market: 'system',
  order: 'trading',
  wallet: 'financial',
  compliance: 'compliance',
  payment: 'financial',
  // Reading and exporting the audit are acts of staff.
  audit: 'admin_action',
}

const CATEGORY_OF_TYPE: ReadonlyMap<string, EventCategory> = byName<EventCategory>({
  security: [
    ['identity', 'FactorEnrolled FactorRemoved SecondFactorFailed StepUpVerified CredentialLocked PasswordChanged'],
    ['identity', 'ApiKeyCreated ApiKeyRevoked EnrolFactor RemoveFactor SetPassword CreateApiKey RevokeApiKey'],
    ['audit', 'CheckpointMismatch AuditKeyRotated'],
  ],
  admin_action: [
    ['identity', 'RoleProposed RoleGranted RoleRevoked GrantRole RevokeRole'],
    ['identity', 'UserActivated UserSuspended UserReinstated UserClosed ClosureRefused SuspendUser ReinstateUser'],
    ['identity', 'ConfigurationProposed ConfigurationChanged'],
    ['market', 'AssetListed AssetUpdated CalendarChanged ListAsset UpdateAsset SetCalendarDay SetFxRate FxRateChanged'],
    ['order', 'MarketHalted MarketResumed HaltMarket ResumeMarket'],
  ],
})

const SEVERITY_OF_TYPE: ReadonlyMap<string, Severity> = byName<Severity>({
  warning: [
    ['identity', 'LoginFailed SecondFactorFailed CredentialLocked UserSuspended ClosureRefused'],
    ['order', 'OrderRefused AmendRefused MarketHalted'],
    ['wallet', 'ReservationRefused AdjustmentRejected AccountRestricted CommandRefused'],
    ['compliance', 'KycRejected KycRevoked KycSessionDeclined DocumentRejected HitConfirmed AlertRaised'],
    ['payment', 'WithdrawalRefused WithdrawalRejected WithdrawalFlagged BankAccountRejected DepositHeld'],
  ],
  error: [
    ['wallet', 'ReceiptSuspended ChargebackPosted'],
    ['compliance', 'AmlCheckFailed'],
    ['payment', 'BreakOpened PayoutUncertain WithdrawalFailed DepositFailed DepositChargedBack'],
    ['audit', 'ExportFailed'],
  ],
  critical: [
    ['compliance', 'FreezeApplied FreezeConfirmed AccountFrozen'],
    ['identity', 'TokenReuseDetected'],
    ['audit', 'CheckpointMismatch'],
  ],
})

/** Category and severity of a message by its service and name (domain.md 8). */
export function classify(service: ServiceName, name: string): Classification {
  const key = `${service}.${name}`
  return {
    category: CATEGORY_OF_TYPE.get(key) ?? CATEGORY_OF_SERVICE[service],
    severity: SEVERITY_OF_TYPE.get(key) ?? 'info',
  }
}

type Names = readonly (readonly [ServiceName, string])[]
function byName<Value extends string>(table: Partial<Record<Value, Names>>): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>()
  for (const value of Object.keys(table) as Value[]) {
    for (const [service, names] of table[value]!)
      for (const name of names.split(' ')) map.set(`${service}.${name}`, value)
  }
  return map
}
