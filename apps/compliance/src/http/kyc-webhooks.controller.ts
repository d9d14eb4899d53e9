import type { WebhookRefusal } from '@filao/contracts'
import { counter, Operation, Problem, Public, RateClass, RefusedWebhooks, type Request } from '@filao/service'
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { AcceptedWebhook } from '../kyc/kyc-provider'
import { readDiditWebhook } from '../didit/didit-webhook'
import type { DiditSettings } from '../didit/didit-settings'
import { WebhookWork } from '../intake/webhook-work.consumer'
import { Webhooks } from '../store/webhooks.store'
import { ProviderPath, WebhookAnswer } from './kyc.schemas'

/** Injected by this name: settings have no class of their own. */
export class Didit {
  constructor(readonly settings: DiditSettings) {}
}

/** What providers tell. Kept as it came, answered at once, worked off afterwards. */
@ApiTags('webhooks')
@Controller('v1/webhooks/kyc')
export class KycWebhooksController {
  private readonly refused = counter('filao_kyc_webhooks_refused_total')

  constructor(
    private readonly didit: Didit,
    private readonly webhooks: Webhooks,
    private readonly work: WebhookWork,
    private readonly refusals: RefusedWebhooks,
  ) {}

  @Post(':provider')
  @Public()
  @RateClass('webhooks')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: WebhookAnswer })
  @Operation(
    'A webhook of a KYC provider, signed; the same event id again has no effect',
    'provider-unknown',
    'unreadable-webhook',
    'invalid-signature',
    'stale-webhook',
    'wrong-environment',
  )
  async take(
    @Param({ schema: ProviderPath }) { provider }: ProviderPath,
    @Req() request: Request,
  ): Promise<{ received: true }> {
    if (provider !== 'didit') throw new Problem(404, 'provider-unknown', 'No such provider sends webhooks here.')
    const raw = request.rawBody ?? Buffer.alloc(0)
    const accepted = await this.read(provider, request, raw)
    if (await this.webhooks.keep(provider, accepted, raw)) this.work.wake()
    return { received: true }
  }

  /** What is not taken is counted and audited before it is answered. */
  private async read(provider: string, { headers }: Request, raw: Buffer): Promise<AcceptedWebhook> {
    try {
      return readDiditWebhook(this.didit.settings, headers, raw, Date.now())
    } catch (error) {
      const reason = error instanceof Problem ? REFUSALS[error.code] : undefined
      if (reason !== undefined) {
        this.refused.add(1, { provider, reason })
        await this.refusals.add({ provider, reason }, raw)
      }
      throw error
    }
  }
}

const REFUSALS: Readonly<Record<string, WebhookRefusal>> = {
  'unreadable-webhook': 'unreadable',
  'invalid-signature': 'forged',
  'stale-webhook': 'stale',
  'wrong-environment': 'wrong_environment',
}
