import type { WalletCommand, WalletEvent } from '@filao/contracts'
import { partitionOf, toTimestamp } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { Asked, Commands, IdempotencyKey, newId, Operation, Roles, StepUp } from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { WalletReads } from '../read/wallet-reads.queries'
import {
  AdjustmentList,
  AdjustmentPath,
  AdjustmentQuery,
  AdjustmentView,
  ProposeAdjustmentBody,
  RejectAdjustmentBody,
} from './wallet.schemas'

/** What the second person says. */
interface Decision extends Asked {
  readonly id: string
  readonly key: string
  readonly approve: boolean
  readonly reason?: string
}

/** The only way to change a balance by hand: one person proposes, another decides. */
@ApiTags('wallet')
@Roles('treasury')
@Controller('v1/adjustments')
export class AdjustmentsController {
  constructor(
    private readonly commands: Commands<WalletCommand, WalletEvent>,
    private readonly reads: WalletReads,
  ) {}

  @Post()
  @ApiCreatedResponse({ standardSchema: AdjustmentView })
  @Operation(
    'Proposes a change of a balance by hand',
    'account-unknown',
    'account-closed',
    'same-approver',
    'amount-out-of-range',
    'counter-account-not-allowed',
    'unit-cost-required',
    'unit-cost-not-allowed',
    'idempotency-mismatch',
  )
  async propose(
    @Body({ schema: ProposeAdjustmentBody }) body: ProposeAdjustmentBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<AdjustmentView> {
    const { accountId, asset, amount, unitCost, reason, evidence } = body
    // An id that names nobody may name no partition either.
    await this.reads.mustKnow(accountId)
    const command: WalletCommand = {
      type: 'ProposeAdjustment',
      adjustmentId: newId(partitionOf(accountId)),
      accountId,
      asset,
      amount: parseUnits(amount),
      ...(unitCost === undefined ? {} : { unitCost: parseUnits(unitCost) }),
      reason,
      evidence,
      proposedBy: caller.userId,
    }
    const { subject } = await this.commands.submit({ command, ...exchange, key })
    return this.reads.adjustment(subject)
  }

  @Get()
  @Roles('treasury', 'auditor')
  @ApiOkResponse({ standardSchema: AdjustmentList })
  @Operation('Adjustments, newest first')
  list(@Query({ schema: AdjustmentQuery }) query: AdjustmentQuery): Promise<AdjustmentList> {
    return this.reads.adjustments(query)
  }

  @Post(':id/approve')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: AdjustmentView })
  @Operation(
    'Posts an adjustment, by another person than the one who proposed it',
    'adjustment-not-found',
    'adjustment-unknown',
    'same-approver',
    'not-allowed-in-state',
    'account-closed',
    'under-review',
    'insufficient-balance',
    'insufficient-quantity',
    'amount-out-of-range',
  )
  approve(
    @Param({ schema: AdjustmentPath }) { id }: AdjustmentPath,
    @IdempotencyKey() key: string,
    @Asked() asked: Asked,
  ): Promise<AdjustmentView> {
    return this.decide({ id, key, ...asked, approve: true })
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: AdjustmentView })
  @Operation(
    'Rejects an adjustment, by another person than the one who proposed it',
    'adjustment-not-found',
    'adjustment-unknown',
    'same-approver',
    'not-allowed-in-state',
  )
  reject(
    @Param({ schema: AdjustmentPath }) { id }: AdjustmentPath,
    @Body({ schema: RejectAdjustmentBody }) { reason }: RejectAdjustmentBody,
    @IdempotencyKey() key: string,
    @Asked() asked: Asked,
  ): Promise<AdjustmentView> {
    return this.decide({ id, key, ...asked, approve: false, reason })
  }

  private async decide({ id, key, approve, reason, caller, ...exchange }: Decision): Promise<AdjustmentView> {
    const before = await this.reads.adjustment(id)
    const command: WalletCommand = {
      type: 'DecideAdjustment',
      adjustmentId: id,
      accountId: before.accountId,
      approve,
      decidedBy: caller.userId,
      ...(reason === undefined ? {} : { reason }),
    }
    const { events } = await this.commands.submit({ command, ...exchange, key })
    const [decided] = events
    // What had been decided before has no event here.
    if (decided === undefined) return this.reads.adjustment(id)
    return {
      ...before,
      status: approve ? 'posted' : 'rejected',
      decidedBy: caller.userId,
      decidedAt: toTimestamp(decided.at),
    }
  }
}
