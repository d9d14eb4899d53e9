import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import { takesTwo, type Matter, type Said } from '@filao/testing'
import { ACCOUNT, approvedClient, given, id, NOW, OTHER, secretId, STAFF, staff, USER } from './identity.fixture'
import { identityRules } from './index'

const people = [STAFF, OTHER, id(5)] as const
const person = given().events({ ...staff(1), userId: USER })
const client = approvedClient()
const withFactor: readonly IdentityEvent[] = [
  ...client,
  {
    ...{ type: 'SessionStarted', userId: USER, sessionId: id(50), loginMethod: 'password', ipAddress: '192.0.2.1' },
    ...{ deviceType: 'desktop', idleExpiresAt: NOW, expiresAt: NOW, settings: [] },
  },
  { type: 'FactorBegun', userId: USER, credentialId: secretId(70) },
  {
    ...{ type: 'FactorEnrolled', userId: USER, credentialId: secretId(70), kind: 'totp', sessionId: id(50), step: 1 },
    recoveryCodeIds: [],
  },
]

/** A matter of this history, in which each word becomes a command with a proposal's id of its own. */
const matterAfter =
  (history: readonly IdentityEvent[], word: (by: string, proposalId: string, said: Said) => IdentityCommand) =>
  (): Matter => {
    const { decide, evolve } = identityRules.decider
    const at = { now: NOW, position: 1 }
    let [state, words] = [given(...history).state(), 0]
    return {
      say(by, said) {
        const decision = decide(word(by, id(30 + words), said), state, at)
        if (isRefusal(decision)) return decision.refused
        words += 1
        for (const event of decision) state = evolve(state, event, at)
        return decision
      },
    }
  }

takesTwo('making an account a market maker’s', {
  begin: matterAfter(client, (by, proposalId) => ({
    ...{ type: 'SetAccountKind', userId: USER, accountId: ACCOUNT, kind: 'market_maker', proposalId, by },
    reason: `says ${by}`,
  })),
  proposed: 'AccountKindProposed',
  effect: 'AccountKindSet',
  people,
  owner: USER,
})

takesTwo('reinstating a user', {
  begin: matterAfter(
    [...client, ...given(...client).events({ type: 'SuspendUser', userId: USER, by: STAFF, reason: 'odd' })],
    (by, proposalId) => ({
      type: 'ReinstateUser',
      userId: USER,
      proposalId,
      accountId: ACCOUNT,
      by,
      reason: `says ${by}`,
    }),
  ),
  proposed: 'ReinstatementProposed',
  effect: 'UserReinstated',
  people,
  owner: USER,
})

takesTwo('closing a user', {
  begin: matterAfter(client, (by, proposalId) => ({
    ...{ type: 'RequestClosure', userId: USER, proposalId, reason: `says ${by}` },
    by: { kind: 'staff', id: by },
  })),
  proposed: 'ClosureProposed',
  effect: 'ClosureRequested',
  people,
  owner: USER,
  // Who has requested it is told with their kind.
  told: (fact) => ('by' in fact ? { ...fact, by: (fact.by as { id: string }).id } : fact),
})

takesTwo('senior management', {
  begin: matterAfter(person, (by, proposalId) => ({
    ...{ type: 'GrantSeniorManagement', userId: USER, proposalId, by, reason: `says ${by}` },
  })),
  proposed: 'SeniorManagementProposed',
  effect: 'SeniorManagementGranted',
  people,
  owner: USER,
})

takesTwo('resetting a lost second factor', {
  begin: matterAfter(withFactor, (by, proposalId) => ({
    ...{ type: 'ResetFactor', userId: USER, proposalId, by, reason: `says ${by}` },
  })),
  proposed: 'FactorResetProposed',
  effect: 'FactorReset',
  people,
  owner: USER,
})

takesTwo('a role', {
  begin() {
    let open: string | undefined
    return matterAfter(person, (by, proposalId) => {
      if (open !== undefined) return { type: 'ApproveRole', userId: USER, proposalId: open, approvedBy: by }
      if (by !== USER) open = proposalId
      return { type: 'ProposeRole', userId: USER, proposalId, role: 'treasury', proposedBy: by, reason: 'joined' }
    })()
  },
  proposed: 'RoleProposed',
  effect: 'RoleGranted',
  people,
  owner: USER,
})
