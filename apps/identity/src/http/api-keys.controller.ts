import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import { Asked, Caller, Commands, newId, Operation, Problem, Roles, Scope, StepUp } from '@filao/service'
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { AccessQueries } from '../read/access.queries'
import { ApiKeySecrets } from '../tokens/api-key-secrets'
import { MANAGE } from './permissions'
import { ApiKeyBody, ApiKeyList, NewApiKeyView, type ApiKeyView } from './session.schemas'
import { IdPath } from './user.schemas'

/** Keys for programs: they act for the client, within their scopes, and manage nothing. */
@ApiTags('api-keys')
@Controller('v1/api-keys')
@Roles('client')
@Scope(MANAGE)
export class ApiKeysController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly access: AccessQueries,
    private readonly secrets: ApiKeySecrets,
  ) {}

  /** The key itself is derived from its id, so that it is shown here without having been anywhere. */
  @Post()
  @StepUp()
  @ApiCreatedResponse({ standardSchema: NewApiKeyView })
  @Operation(
    'Makes a key for programs; the key itself is shown here and never again',
    'user-unknown',
    'api-key-unknown',
    'api-key-life',
    'api-keys-max',
    'user-closed',
    'user-suspended',
  )
  async create(
    @Body({ schema: ApiKeyBody }) body: ApiKeyBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<NewApiKeyView> {
    const keyId = newId(partitionOf(userId))
    const command: IdentityCommand = {
      type: 'CreateApiKey',
      userId,
      keyId,
      ...body,
      prefix: this.secrets.prefixOf(keyId),
      expiresAt: Date.parse(body.expiresAt),
    }
    await this.commands.submit({ command, ...exchange, pointers: { api_key_life: '/expiresAt' } })
    return { ...(await this.one(userId, keyId)), key: this.secrets.make(keyId) }
  }

  @Get()
  @ApiOkResponse({ standardSchema: ApiKeyList })
  @Operation("The caller's API keys")
  async list(@Caller() { userId }: Caller): Promise<{ items: ApiKeyView[]; next: null }> {
    return { items: await this.access.apiKeys(userId), next: null }
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Operation('Ends an API key at once', 'user-unknown', 'api-key-unknown')
  async revoke(
    @Param({ schema: IdPath }) { id: keyId }: IdPath,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<void> {
    await this.commands.submit({ command: { type: 'RevokeApiKey', userId, keyId }, ...exchange })
  }

  private async one(userId: Id, keyId: Id): Promise<ApiKeyView> {
    const key = await this.access.apiKey(userId, keyId)
    if (!key) throw new Problem(404, 'api-key-unknown', 'There is no such key.')
    return key
  }
}
