import { counter, HttpExchange, Operation, Problem, Public, RateClass, RefusedWebhooks } from '@filao/service'
import { Controller, HttpCode, Param, Post } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { Webhooks } from '../intake/webhooks.consumer'
import { ProviderPath } from './payment.schemas'

const Taken = z.string().meta({ id: 'WebhookTaken', examples: ['success'] })

/** Where providers tell what has happened. Verified and kept, answered at once, and worked on afterwards. */
@ApiTags('payment')
@Controller('v1/webhooks/payments')
export class WebhooksController {
  private readonly refused = counter('filao_payment_webhooks_refused_total')

  constructor(
    private readonly webhooks: Webhooks,
    private readonly refusals: RefusedWebhooks,
  ) {}

  @Post(':provider')
  @HttpCode(200)
  @Public()
  @RateClass('webhooks')
  @ApiOkResponse({ standardSchema: Taken })
  @Operation('A notification of a provider, signed by it', [401, 'invalid-signature'], 'provider-unavailable')
  async take(
    @Param({ schema: ProviderPath }) { provider }: ProviderPath,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<string> {
    const body = (exchange.request as { rawBody?: Buffer | null }).rawBody ?? Buffer.alloc(0)
    const { headers } = exchange.request
    const outcome = body.length === 0 ? 'unreadable' : await this.webhooks.take(provider, { body, headers })
    if (outcome === 'forged' || outcome === 'unreadable') {
      // What is not taken is counted and audited before it is answered.
      this.refused.add(1, { provider, reason: outcome })
      await this.refusals.add({ provider, reason: outcome }, body)
    }
    if (outcome === 'forged') throw new Problem(401, 'invalid-signature', 'The signature does not fit.')
    if (outcome === 'unreadable') throw unreadable()
    if (outcome === 'unavailable') throw new Problem(503, 'provider-unavailable', 'Try again.', RETRY)
    // The words that MIPS wants to read; the bank looks at the status alone.
    void exchange.reply.type('text/plain; charset=utf-8')
    return 'success'
  }
}

const RETRY = { headers: { 'retry-after': '5' } }
const unreadable = (): Problem => new Problem(400, 'unreadable-json', 'The body cannot be read.')
