import type { IdentityCommand, IdentityEvent, StaffRole } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import { Asked, Commands, newId, Operation, Problem, Roles, StepUp } from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { AccessQueries } from '../read/access.queries'
import { IdentityQueries } from '../read/identity.queries'
import { existing, UserQueries } from '../read/user.queries'
import { RoleBody, RoleList, RoleListQuery, RoleView } from './session.schemas'
import { IdPath, ReasonBody } from './user.schemas'

/** Roles of staff: one admin proposes, another approves; one takes them away. */
@ApiTags('roles')
@Controller('v1/roles')
@Roles('admin')
export class RolesController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly access: AccessQueries,
    private readonly queries: IdentityQueries,
    private readonly users: UserQueries,
  ) {}

  @Get()
  @Roles('admin', 'auditor')
  @ApiOkResponse({ standardSchema: RoleList })
  @Operation('Roles that are proposed or granted')
  async list(@Query({ schema: RoleListQuery }) query: RoleListQuery): Promise<{ items: RoleView[]; next: null }> {
    return { items: await this.access.roles(query), next: null }
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: RoleView })
  @Operation(
    'Proposes a role for a person of staff',
    'user-unknown',
    'own-role',
    'user-closed',
    'user-suspended',
    'not-staff',
    'already-granted',
    'role-incompatible',
    'proposal-unknown',
  )
  async propose(
    @Body({ schema: RoleBody }) body: RoleBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<RoleView> {
    existing(await this.users.one(body.userId))
    const proposalId = newId(partitionOf(body.userId))
    const command: IdentityCommand = { type: 'ProposeRole', ...body, proposalId, proposedBy: caller.userId }
    await this.commands.submit({
      command,
      ...exchange,
      pointers: { not_staff: '/userId', role_incompatible: '/role' },
    })
    return this.one(body.userId, proposalId)
  }

  @Post(':id/approve')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RoleView })
  @Operation(
    'Grants a proposed role, by another admin than the one who proposed it',
    'user-unknown',
    'proposal-unknown',
    'own-role',
    'same-approver',
    'user-closed',
    'user-suspended',
    'not-staff',
    'already-granted',
    'role-incompatible',
  )
  async approve(
    @Param({ schema: IdPath }) { id: proposalId }: IdPath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<RoleView> {
    const userId = await this.queries.ownerOfProposal(proposalId)
    if (!userId) throw unknown()
    const command: IdentityCommand = { type: 'ApproveRole', userId, proposalId, approvedBy: caller.userId }
    await this.commands.submit({ command, ...exchange })
    return this.one(userId, proposalId)
  }

  @Post(':id/revoke')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Operation(
    'Takes a role away at once and ends the sessions that name it',
    'user-unknown',
    'role-not-granted',
    'own-role',
  )
  async revoke(
    @Param({ schema: IdPath }) { id: grantId }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<void> {
    const grant = await this.queries.grant(grantId)
    if (!grant) throw new Problem(404, 'role-not-granted', 'Nobody holds this role.')
    const { userId } = grant
    const role = grant.role as StaffRole
    const command: IdentityCommand = { type: 'RevokeRole', userId, role, revokedBy: caller.userId, reason }
    await this.commands.submit({ command, ...exchange })
  }

  /** A grant has the id of the proposal that it came from. Another admin may have superseded it, or taken it away, since. */
  private async one(userId: Id, id: Id): Promise<RoleView> {
    const found = (await this.access.roles({ userId })).find((role) => role.id === id)
    if (!found) throw unknown()
    return found
  }
}

const unknown = (): Problem => new Problem(404, 'proposal-unknown', 'There is no such proposal.')
