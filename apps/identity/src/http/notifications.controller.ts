import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { Asked, Caller, Commands, Operation, Problem, Roles, Scope } from '@filao/service'
import { Body, Controller, Get, HttpCode, Patch, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { NotificationQueries } from '../read/notification.queries'
import {
  MarkReadBody,
  NotificationList,
  NotificationListQuery,
  PreferenceList,
  PreferencesBody,
} from './notification.schemas'
import { EVERYONE, MANAGE, READ } from './permissions'

/** What a user has been told in the application. */
@ApiTags('notifications')
@Controller('v1/notifications')
@Roles(...EVERYONE)
export class NotificationsController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly queries: NotificationQueries,
  ) {}

  @Get()
  @Scope(READ)
  @ApiOkResponse({ standardSchema: NotificationList })
  @Operation('What the caller has been told, newest first')
  list(
    @Query({ schema: NotificationListQuery }) query: NotificationListQuery,
    @Caller() { userId }: Caller,
  ): Promise<NotificationList> {
    return this.queries.list(userId, query)
  }

  @Patch()
  @HttpCode(204)
  @Scope(MANAGE)
  @ApiNoContentResponse()
  @Operation('Marks notifications as read, all of them or none', 'notification-unknown', 'user-unknown', 'user-closed')
  async markRead(
    @Body({ schema: MarkReadBody }) { ids }: MarkReadBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<void> {
    const notificationIds = [...new Set(ids)]
    if ((await this.queries.count(userId, notificationIds)) < notificationIds.length) {
      throw new Problem(404, 'notification-unknown', 'One of them is no notification of the caller.')
    }
    await this.commands.submit({ command: { type: 'MarkNotificationsRead', userId, notificationIds }, ...exchange })
  }
}

/** What a user wants to be told of, and how. */
@ApiTags('notifications')
@Controller('v1/notification-preferences')
@Roles(...EVERYONE)
export class NotificationPreferencesController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly queries: NotificationQueries,
  ) {}

  @Get()
  @Scope(READ)
  @ApiOkResponse({ standardSchema: PreferenceList })
  @Operation('Whether the caller is told, of every category and by every channel')
  list(@Caller() { userId }: Caller): Promise<PreferenceList> {
    return this.listOf(userId)
  }

  @Patch()
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: PreferenceList })
  @Operation(
    'Changes what is named; what concerns security cannot be switched off',
    'preference-fixed',
    'user-unknown',
    'user-closed',
  )
  async change(
    @Body({ schema: PreferencesBody }) { preferences }: PreferencesBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<PreferenceList> {
    const command: IdentityCommand = { type: 'SetNotificationPreferences', userId, preferences }
    await this.commands.submit({ command, ...exchange, pointers: { preference_fixed: '/preferences' } })
    return this.listOf(userId)
  }

  private async listOf(userId: string): Promise<PreferenceList> {
    return { items: await this.queries.preferences(userId), next: null }
  }
}
