import {
  oversightCommands,
  oversightEvents,
  type ComplianceCommand,
  type ComplianceEvent,
  type AuditCommand,
  type AuditEvent,
  type IdentityCommand,
  type IdentityEvent,
  type MarketCommand,
  type MarketEvent,
  type OrderCommand,
  type OrderEvent,
  type PaymentCommand,
  type PaymentEvent,
  type ServiceName,
  type WalletCommand,
  type WalletEvent,
} from '@filao/contracts'

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

/** Names of a service's messages; one that no contract has does not compile. */
interface MessageNames {
  readonly identity: IdentityCommand | IdentityEvent
  readonly market: MarketCommand | MarketEvent
  readonly order: OrderCommand | OrderEvent
  readonly wallet: WalletCommand | WalletEvent
  readonly compliance: ComplianceCommand | ComplianceEvent
  readonly payment: PaymentCommand | PaymentEvent
  readonly audit: AuditCommand | AuditEvent
}
/** Messages by their service. */
export type Names = { readonly [Service in keyof MessageNames]?: readonly MessageNames[Service]['type'][] }

const CATEGORY_OF_TYPE = byName<EventCategory>({
  security: {
    identity: [
      'CredentialLocked',
      'PasswordChanged',
      'SetPassword',
      'ApiKeyCreated',
      'ApiKeyRevoked',
      'CreateApiKey',
      'FactorBegun',
      'FactorEnrolled',
      'FactorRemoved',
      'FactorResetProposed',
      'FactorReset',
      'ResetFactor',
      'PasskeyEnrolled',
      'PasskeyRemoved',
      'EnrolPasskey',
      'RemovePasskey',
      'RecoveryCodesRenewed',
    ],
  },
  admin_action: {
    identity: [
      'RoleProposed',
      'RoleGranted',
      'RoleRevoked',
      'RevokeRole',
      'SeniorManagementProposed',
      'SeniorManagementGranted',
      'SeniorManagementRevoked',
      'GrantSeniorManagement',
      'RevokeSeniorManagement',
      'UserActivated',
      'UserSuspended',
    ],
    market: [
      'AssetListed',
      'AssetUpdated',
      'CalendarChanged',
      'FxRateChanged',
      'ListAsset',
      'UpdateAsset',
      'SetFxRate',
    ],
    order: ['MarketHalted', 'MarketResumed', 'HaltMarket', 'ResumeMarket'],
  },
})

const SEVERITY_OF_TYPE = byName<Severity>({
  warning: {
    identity: ['LoginFailed', 'CredentialLocked', 'UserSuspended', 'ClosureRefused', 'FactorReset'],
    order: ['OrderRefused', 'AmendRefused', 'MarketHalted', 'MarketHeld'],
    wallet: ['ReservationRefused', 'AdjustmentRejected', 'AccountRestricted', 'AccountClosureRefused'],
    compliance: ['KycRejected'],
    payment: ['PayoutsHeld', 'WithdrawalRefused', 'WithdrawalRejected', 'BankAccountRejected'],
  },
  error: { compliance: ['AmlCheckFailed'] },
  critical: { compliance: ['FreezeApplied', 'FreezeConfirmed', 'AccountFrozen', 'InstrumentHeld'] },
})

/** What governs every service alike: settings, and what staff have seen or been refused. */
const OVERSIGHT: ReadonlySet<string> = new Set(
  [...oversightEvents('identity').contracts, ...oversightCommands('identity').contracts].map(({ name }) => name),
)

/** Category and severity of a message by its service and name (domain.md 8). */
export function classify(service: ServiceName, name: string): Classification {
  if (OVERSIGHT.has(name))
    return { category: 'admin_action', severity: name === 'StaffCommandRefused' ? 'warning' : 'info' }
  const key = `${service}.${name}`
  return {
    category: CATEGORY_OF_TYPE.get(key) ?? CATEGORY_OF_SERVICE[service],
    severity: SEVERITY_OF_TYPE.get(key) ?? 'info',
  }
}

function byName<Value extends string>(table: Partial<Record<Value, Names>>): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>()
  for (const [value, services] of Object.entries(table) as [Value, Names][]) {
    for (const [service, names] of Object.entries(services))
      for (const name of names) map.set(`${service}.${name}`, value)
  }
  return map
}
