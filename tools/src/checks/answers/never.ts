/** What stands in the code behind an operation and is never its answer, with the reason. */
export interface Exception {
  /** `<service>_<Controller>_<method>` */
  readonly operation: RegExp
  readonly codes: readonly string[]
  readonly because: string
}

const READ_BACK = 'what has just been written is there to be read'

export const NEVER: readonly Exception[] = [
  { operation: /_Configuration_propose$/, codes: ['proposal-unknown'], because: READ_BACK },
  { operation: /^compliance_Freezes_apply$/, codes: ['freeze-unknown'], because: READ_BACK },
  { operation: /^compliance_Lists_load$/, codes: ['list-version-unknown'], because: READ_BACK },
  { operation: /^identity_Accounts_open$/, codes: ['account-unknown'], because: READ_BACK },
  { operation: /^market_Alerts_create$/, codes: ['alert-unknown'], because: READ_BACK },
  { operation: /^market_Assets_add$/, codes: ['asset-unknown'], because: READ_BACK },
  { operation: /^market_Calendars_set$/, codes: ['calendar-unknown'], because: READ_BACK },
  { operation: /^order_Orders_place$/, codes: ['order-not-found'], because: READ_BACK },
  { operation: /^payment_BankAccounts_add$/, codes: ['bank-account-not-found'], because: READ_BACK },
  { operation: /^payment_Deposits_create$/, codes: ['deposit-not-found'], because: READ_BACK },
  { operation: /^payment_Withdrawals_create$/, codes: ['withdrawal-not-found'], because: READ_BACK },
  { operation: /^wallet_Adjustments_propose$/, codes: ['adjustment-not-found'], because: READ_BACK },
  { operation: /^wallet_Conversions_convert$/, codes: ['not-found'], because: READ_BACK },
  {
    operation: /^compliance_CaseDocuments_(?:start|reject|requestResubmission)$/,
    codes: ['duplicate-identity'],
    because: 'only who approves asks whose document it is',
  },
  {
    operation: /^compliance_CaseDocuments_(?:reject|requestResubmission)$/,
    codes: ['document-expired'],
    because: 'what has run out may be turned down',
  },
  {
    operation: /^compliance_CaseDocuments_(?:start|approve|reject|requestResubmission)$/,
    codes: ['not-allowed-in-state'],
    because: 'the body of what is turned down has a reason',
  },
  {
    operation: /^compliance_Documents_upload$/,
    codes: ['duplicate-identity'],
    because: 'the client hears nothing of another client: it is submitted again as a duplicate',
  },
  {
    operation: /^compliance_Kyc_declare$/,
    codes: ['own-case', 'document-unknown', 'evidence-not-approved'],
    because: 'a client names no evidence; that is for staff',
  },
  {
    operation: /^identity_Users_close$/,
    codes: ['user-suspended'],
    because: 'staff close also who is suspended',
  },
  { operation: /^identity_Profile_close$/, codes: ['same-approver'], because: 'a client needs no second person' },
  {
    operation: /^identity_Registration_register(?:Staff)?$/,
    codes: ['already-registered'],
    because: 'each registration is of an id of its own',
  },
  {
    operation: /^identity_Registration_register$/,
    codes: ['email-taken'],
    because: 'who is registered is not told',
  },
  {
    operation: /^identity_Sessions_logIn$/,
    codes: ['wrong-code', 'code-used'],
    because: 'they are recorded; the answer is that of a wrong password',
  },
  {
    operation: /^identity_Tokens_(?:resend|requestReset)$/,
    codes: ['phone-unknown'],
    because: 'both go to the e-mail address',
  },
  {
    operation: /^identity_Tokens_requestReset$/,
    codes: ['user-unknown', 'user-closed', 'sends-max', 'already-verified'],
    because: 'who is registered is not told',
  },
  {
    operation: /^order_Markets_(?:halt|resume)$/,
    codes: ['instrument-not-found'],
    because: 'an instrument that is not there is refused before',
  },
  {
    operation: /^order_Orders_cancel(?:For)?$/,
    codes: ['instrument-unknown'],
    because: 'an order is of an instrument',
  },
  {
    operation: /^order_Orders_cancelAll$/,
    codes: ['order-not-found', 'already-closed'],
    because: 'they are outcomes of single orders in the answer',
  },
  {
    operation: /^order_Orders_replace$/,
    codes: ['time-in-force-not-allowed', 'post-only-not-allowed', 'expires-at-not-allowed'],
    because: 'what no replacement changes was judged when the order was placed',
  },
  {
    operation: /^order_Orders_replace$/,
    codes: ['no-liquidity', 'price-stale', 'price-unavailable'],
    because: 'it trades or rests: only who places an order without a limit is refused for them',
  },
  {
    operation: /^payment_(?:BankAccounts|Deposits|Withdrawals)_list$/,
    codes: ['bank-account-not-found', 'deposit-not-found', 'withdrawal-not-found'],
    because: 'a list is of an account, whatever is in it',
  },
  {
    operation: /^payment_(?:Deposits_create|Withdrawals_(?:create|reissue))$/,
    codes: ['already-received'],
    because: 'each is of a reference of its own',
  },
  {
    operation: /^wallet_Adjustments_reject$/,
    codes: ['account-closed', 'under-review', 'insufficient-balance', 'insufficient-quantity', 'amount-out-of-range'],
    because: 'only who approves moves anything',
  },
  {
    operation: /^wallet_Wallets_standing$/,
    codes: ['account-closed', 'account-not-active', 'kyc-not-approved', 'under-review'],
    because: 'they are what is answered, as fields',
  },
]
