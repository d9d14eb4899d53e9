import { contractSet, type MessageOf } from '../contract'
import { RequestCheck } from './check.commands'
import { RegisterAccount, RegisterSubject, SetCdd, VerifyCdd } from './subject.commands'

export const complianceCommands = contractSet([RegisterSubject, RegisterAccount, SetCdd, VerifyCdd, RequestCheck])
export type ComplianceCommand = MessageOf<(typeof complianceCommands.contracts)[number]>
