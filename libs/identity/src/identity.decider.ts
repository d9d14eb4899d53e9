import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { never, type Decision, type Moment } from '@filao/kernel'
import { createApiKey, openAccount, revokeApiKey, setAccountKind } from './account.decider'
import { changeContact, changeEmail, changePhone } from './contact.decider'
import { beginFactor, enrolFactor, removeFactor, renewRecoveryCodes, resetFactor, stepUp } from './factor.decider'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { markRead, notifyOfAlert, setPreferences } from './notification.decider'
import { enrolPasskey, removePasskey } from './passkey.decider'
import { approveRole, proposeRole, revokeRole } from './role.decider'
import { grantSeniorManagement, revokeSeniorManagement } from './senior-management.decider'
import { expireSession, logIn, logOut, refresh, revokeSession, revokeSessions, setPassword } from './session.decider'
import { applyIdentityChange, rejectIdentityChange, requestIdentityChange } from './identity-change.decider'
import { issueToken, resetPassword, verifyEmail, verifyPhone } from './token.decider'
import {
  activate,
  bootstrap,
  confirmClosure,
  recordKycStatus,
  refuseClosure,
  register,
  reinstate,
  requestClosure,
  suspend,
  updateProfile,
} from './user.decider'
import type { User, UserState } from './user.state'

type Decided = Decision<IdentityEvent, IdentityRefusal>

/** An empty list means: done before, or nothing to do; the first answer stands. */
export function decide(command: IdentityCommand, state: UserState, at: Moment): Decided {
  const { now } = at
  switch (command.type) {
    case 'RegisterUser':
      return register(command, state, now)
    case 'BootstrapAdmin':
      return bootstrap(command, state)
    case 'LogIn':
      return logIn(command, state, now)
    case 'RefuseLogIn':
      return refuse('invalid_credentials')
    default:
      return state
        ? decideOnUser(command, state, at)
        : refuse(isOnSession(command) ? 'session_unknown' : 'user_unknown')
  }
}

type OnUser = Exclude<IdentityCommand, { type: 'RegisterUser' | 'BootstrapAdmin' | 'LogIn' | 'RefuseLogIn' }>

const isOnSession = ({ type }: OnUser): boolean =>
  type === 'RefreshSession' ||
  type === 'LogOut' ||
  type === 'RevokeSession' ||
  type === 'ExpireSession' ||
  type === 'StepUp'

function decideOnUser(command: OnUser, user: User, at: Moment): Decided {
  const { now } = at
  switch (command.type) {
    case 'ActivateUser':
      return activate(command, user)
    case 'RecordKycStatus':
      return recordKycStatus(command, user)
    case 'SuspendUser':
      return suspend(command, user)
    case 'ReinstateUser':
      return reinstate(command, user)
    case 'RequestClosure':
      return requestClosure(command, user)
    case 'ConfirmClosure':
      return confirmClosure(command, user)
    case 'RefuseClosure':
      return refuseClosure(command, user)
    case 'UpdateProfile':
      return updateProfile(command, user, now)
    case 'RefreshSession':
      return refresh(command, user, now)
    case 'LogOut':
      return logOut(command, user)
    case 'RevokeSession':
      return revokeSession(command, user)
    case 'RevokeSessions':
      return revokeSessions(command, user)
    case 'ExpireSession':
      return expireSession(command, user, now)
    case 'SetPassword':
      return setPassword(command, user, now)
    case 'IssueToken':
      return issueToken(command, user, now)
    case 'VerifyEmail':
      return verifyEmail(command, user, now)
    case 'ResetPassword':
      return resetPassword(command, user, now)
    case 'ChangeEmail':
      return changeEmail(command, user, now)
    case 'ChangePhone':
      return changePhone(command, user, now)
    case 'ChangeContact':
      return changeContact(command, user, now)
    case 'VerifyPhone':
      return verifyPhone(command, user, now)
    case 'RequestIdentityChange':
      return requestIdentityChange(command, user, now)
    case 'ApplyIdentityChange':
      return applyIdentityChange(command, user)
    case 'RejectIdentityChange':
      return rejectIdentityChange(command, user)
    case 'BeginFactor':
      return beginFactor(command, user, now)
    case 'EnrolFactor':
      return enrolFactor(command, user)
    case 'RemoveFactor':
      return removeFactor(command, user)
    case 'ResetFactor':
      return resetFactor(command, user)
    case 'EnrolPasskey':
      return enrolPasskey(command, user, now)
    case 'RemovePasskey':
      return removePasskey(command, user)
    case 'RenewRecoveryCodes':
      return renewRecoveryCodes(command, user)
    case 'StepUp':
      return stepUp(command, user, now)
    case 'ProposeRole':
      return proposeRole(command, user)
    case 'ApproveRole':
      return approveRole(command, user)
    case 'RevokeRole':
      return revokeRole(command, user)
    case 'GrantSeniorManagement':
      return grantSeniorManagement(command, user)
    case 'RevokeSeniorManagement':
      return revokeSeniorManagement(command, user)
    case 'SetAccountKind':
      return setAccountKind(command, user)
    case 'OpenAccount':
      return openAccount(command, user)
    case 'CreateApiKey':
      return createApiKey(command, user, now)
    case 'RevokeApiKey':
      return revokeApiKey(command, user)
    case 'NotifyOfAlert':
      return notifyOfAlert(command, user, at)
    case 'SetNotificationPreferences':
      return setPreferences(command, user)
    case 'MarkNotificationsRead':
      return markRead(command, user)
    default:
      return never(command)
  }
}
