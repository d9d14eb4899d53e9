import type { OversightCommand, OversightEvent, ServiceName } from '@filao/contracts'
import { namedId } from '@filao/kernel'
import { Body, Controller, Get, HttpCode, Inject, Param, Post, type Type } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { Caller, Roles, StepUp } from '../auth/access'
import { Commands } from '../engine/commands'
import { Asked } from '../http/http-exchange'
import { newId } from '../ids/new-id'
import { Operation } from '../openapi/operation'
import { Problem } from '../problem/problem'
import type { ConfigurationKey } from './configuration-key'
import { ConfigurationQueries } from './configuration-queries'
import {
  ApproveConfigurationBody,
  ConfigurationList,
  ConfigurationPath,
  ConfigurationProposalView,
  ConfigurationView,
  ProposalPath,
  ProposeConfigurationBody,
  RejectConfigurationBody,
} from './configuration-schemas'

export const CONFIGURATION_KEYS = Symbol('FILAO_CONFIGURATION_KEYS')
const POINTERS = { effective_from_too_early: '/effectiveFrom', proposal_changed: '/commandHash' }
const DECIDING = ['configuration-unknown', 'proposal-unknown', 'already-decided'] as const
const EDITORS = ['compliance', 'mlro', 'treasury', 'admin'] as const

/**
 * The settings of a service under `/v1/configuration/<service>`: one person proposes a version, a second approves what
 * the first has proposed, by its hash. Who may is the key's to say.
 */
export function configurationController(service: ServiceName): Type {
  @ApiTags('configuration')
  @Controller(`v1/configuration/${service}`)
  @Roles(...EDITORS)
  class ConfigurationController {
    constructor(
      @Inject(Commands) private readonly commands: Commands<OversightCommand, OversightEvent>,
      @Inject(ConfigurationQueries) private readonly queries: ConfigurationQueries,
      @Inject(CONFIGURATION_KEYS) private readonly keys: readonly ConfigurationKey[],
    ) {}

    @Get()
    @Roles(...EDITORS, 'auditor')
    @ApiOkResponse({ standardSchema: ConfigurationList })
    @Operation('The settings of the service: versions, what is in force, and what waits for a second person')
    async list(): Promise<ConfigurationList> {
      return { items: await Promise.all(this.keys.map((key) => this.queries.view(key))), next: null }
    }

    @Get(':key')
    @Roles(...EDITORS, 'auditor')
    @ApiOkResponse({ standardSchema: ConfigurationView })
    @Operation('One setting with all its versions', 'configuration-unknown')
    one(@Param({ schema: ConfigurationPath }) { key }: ConfigurationPath): Promise<ConfigurationView> {
      return this.queries.view(this.known(key))
    }

    @Post(':key/proposals')
    @ApiCreatedResponse({ standardSchema: ConfigurationProposalView })
    @Operation(
      'Proposes a version, in place of a proposal that is open',
      'configuration-unknown',
      'effective-from-too-early',
    )
    async propose(
      @Param({ schema: ConfigurationPath }) { key }: ConfigurationPath,
      @Body({ schema: ProposeConfigurationBody }) body: ProposeConfigurationBody,
      @Asked() { caller, ...exchange }: Asked,
    ): Promise<ConfigurationProposalView> {
      mustFit(this.ofArea(key, caller), body.value)
      const proposalId = newId(0)
      const { value, reason, legalSource, effectiveFrom } = body
      const command: OversightCommand = {
        type: 'ProposeConfiguration',
        ...{ configurationId: configurationIdOf(key), key, proposalId, value, reason, legalSource },
        effectiveFrom: effectiveFrom === undefined ? undefined : Date.parse(effectiveFrom),
        proposedBy: caller.userId,
      }
      await this.commands.submit({ command, ...exchange, pointers: POINTERS })
      return this.proposal(key, proposalId)
    }

    @Post(':key/proposals/:id/approve')
    @HttpCode(200)
    @StepUp()
    @ApiOkResponse({ standardSchema: ConfigurationProposalView })
    @Operation(
      'Approves what another person has proposed, by its hash',
      ...DECIDING,
      'same-approver',
      'proposal-changed',
      'effective-from-too-early',
    )
    async approve(
      @Param({ schema: ProposalPath }) { key, id: proposalId }: ProposalPath,
      @Body({ schema: ApproveConfigurationBody }) { commandHash }: ApproveConfigurationBody,
      @Asked() { caller, ...exchange }: Asked,
    ): Promise<ConfigurationProposalView> {
      this.ofArea(key, caller)
      const about = { configurationId: configurationIdOf(key), key, proposalId }
      const command: OversightCommand = {
        type: 'ApproveConfiguration',
        ...about,
        commandHash,
        approvedBy: caller.userId,
      }
      await this.commands.submit({ command, ...exchange, pointers: POINTERS })
      return this.proposal(key, proposalId)
    }

    @Post(':key/proposals/:id/reject')
    @HttpCode(200)
    @ApiOkResponse({ standardSchema: ConfigurationProposalView })
    @Operation('Rejects a proposal; who has proposed it so takes it back', ...DECIDING)
    async reject(
      @Param({ schema: ProposalPath }) { key, id: proposalId }: ProposalPath,
      @Body({ schema: RejectConfigurationBody }) { reason }: RejectConfigurationBody,
      @Asked() { caller, ...exchange }: Asked,
    ): Promise<ConfigurationProposalView> {
      this.ofArea(key, caller)
      const about = { configurationId: configurationIdOf(key), key, proposalId }
      const command: OversightCommand = { type: 'RejectConfiguration', ...about, reason, rejectedBy: caller.userId }
      await this.commands.submit({ command, ...exchange })
      return this.proposal(key, proposalId)
    }

    private known(name: string): ConfigurationKey {
      const key = this.keys.find((known) => known.name === name)
      if (!key) throw new Problem(404, 'configuration-unknown', 'There is no such setting.')
      return key
    }

    /** The key, for whoever may set it. */
    private ofArea(name: string, { roles }: Caller): ConfigurationKey {
      const key = this.known(name)
      if (key.roles.some((role) => roles.includes(role))) return key
      throw new Problem(403, 'forbidden', 'This setting is of another area.')
    }

    private async proposal(key: string, id: string): Promise<ConfigurationProposalView> {
      const proposal = await this.queries.proposal(key, id)
      if (!proposal) throw new Problem(404, 'proposal-unknown', 'There is no such proposal.')
      return proposal
    }
  }
  return ConfigurationController
}

const configurationIdOf = (key: string): string => namedId(`configuration/${key}`)

function mustFit({ schema }: ConfigurationKey, value: unknown): void {
  const result = schema.safeParse(value)
  if (result.success) return
  const errors = result.error.issues.map(({ path, code, message }) => ({
    pointer: `/value${path.map((part) => `/${String(part)}`).join('')}`,
    code: code.replaceAll('_', '-'),
    detail: message,
  }))
  throw new Problem(422, 'invalid-request', 'The value does not fit: see errors.', { errors })
}
