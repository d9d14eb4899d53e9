import { contractSet, type MessageOf } from '../contract'
import { activityCommands } from './activity.commands'
import { documentCommands } from './document.commands'
import { instrumentCommands } from './instrument.commands'
import * as kyc from './kyc.commands'
import { limitCommands } from './limit.commands'
import { riskCommands } from './risk.commands'
import { screeningCommands } from './screening.commands'
import { RegisterAccount, RegisterSubject, SetCdd, VerifyCdd } from './subject.commands'

export const complianceCommands = contractSet([
  RegisterSubject,
  RegisterAccount,
  SetCdd,
  VerifyCdd,
  kyc.StartKyc,
  kyc.RecordKycSession,
  kyc.RecordKycSessionStatus,
  kyc.RecordKycDecision,
  kyc.ApproveKyc,
  kyc.RejectKyc,
  kyc.RequestResubmission,
  kyc.GrantAttempt,
  kyc.ReviewDue,
  kyc.ExpireKyc,
  kyc.RecordUserStatus,
  ...activityCommands,
  ...documentCommands,
  ...instrumentCommands,
  ...limitCommands,
  ...riskCommands,
  ...screeningCommands,
])
export type ComplianceCommand = MessageOf<(typeof complianceCommands.contracts)[number]>
