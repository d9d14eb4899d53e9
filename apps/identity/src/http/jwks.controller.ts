import { Operation, Public, RateClass } from '@filao/service'
import { Controller, Get, Header } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { SigningKeys, type PublicJwk } from '../tokens/signing-keys'

const KeySet = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string(),
        use: z.literal('sig'),
        alg: z.literal('EdDSA'),
      }),
    ),
  })
  .meta({ id: 'KeySet' })

/** The public keys that access tokens are verified with (RFC 7517). Every service asks for them. */
@ApiTags('keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @Public()
  @RateClass('exempt')
  @Header('cache-control', 'public, max-age=300')
  @ApiOkResponse({ standardSchema: KeySet })
  @Operation('The public keys that access tokens are verified with (RFC 7517)')
  read(): { keys: readonly PublicJwk[] } {
    return { keys: this.keys.published() }
  }
}
