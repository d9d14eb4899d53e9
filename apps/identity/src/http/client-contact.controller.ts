import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import { Asked, Commands, newId, Operation, Roles, StepUp, Views } from '@filao/service'
import { Body, Controller, Param, Patch } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { existing, masked, UserQueries } from '../read/user.queries'
import { ServerKey } from '../tokens/server-key'
import { seesAll } from './permissions'
import { ContactBody } from './token.schemas'
import { IdPath, UserView } from './user.schemas'

/** How a client is reached, changed by staff for who can no longer do it alone. */
@ApiTags('users')
@Controller('v1/users')
export class ClientContactController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly users: UserQueries,
    private readonly key: ServerKey,
    private readonly views: Views,
  ) {}

  @Patch(':id')
  @StepUp()
  @Roles('support', 'compliance')
  @ApiOkResponse({ standardSchema: UserView })
  @Operation(
    "Changes a client's e-mail address or telephone number: the new one gets a link or a code that verifies it, the old one is told; support sees the client masked",
    'user-unknown',
    'user-closed',
    'not-a-client',
    'email-taken',
    'sends-max',
  )
  async change(
    @Param({ schema: IdPath }) { id: userId }: IdPath,
    @Body({ schema: ContactBody }) { email, phoneNumber, reason }: ContactBody,
    @Asked() { caller, request, ...exchange }: Asked,
  ): Promise<UserView> {
    // An id that names nobody may name no partition either.
    await this.one(userId)
    const newToken = (): Id => newId(partitionOf(userId))
    const command: IdentityCommand = {
      type: 'ChangeContact',
      userId,
      ...(email !== undefined && { email, emailKey: this.key.emailKey(email), emailTokenId: newToken() }),
      ...(phoneNumber !== undefined && { phoneNumber, phoneTokenId: newToken() }),
      by: caller.userId,
      reason,
    }
    await this.commands.submit({ command, request, ...exchange, pointers: { email_taken: '/email' } })
    await this.views.record(request, { kind: 'user', recordIds: [userId] })
    const user = await this.one(userId)
    return seesAll(caller.roles) ? user : masked(user)
  }

  private async one(id: Id): Promise<UserView> {
    return existing(await this.users.one(id))
  }
}
