import { contractSet, type MessageOf } from '../contract'
import { screeningCommands } from './screening.commands'
import { RegisterAccount, RegisterSubject, SetCdd, VerifyCdd } from './subject.commands'

export const complianceCommands = contractSet([
  RegisterSubject,
  RegisterAccount,
  SetCdd,
  VerifyCdd,
  ...screeningCommands,
])
export type ComplianceCommand = MessageOf<(typeof complianceCommands.contracts)[number]>
