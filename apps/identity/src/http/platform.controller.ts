import { Configuration, Operation, Problem, Public } from '@filao/service'
import { Controller, Get } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { CLIENT_NOTICE, MAINTENANCE, REGISTRATION } from '../configuration.schemas'

export const PlatformView = z
  .strictObject({
    maintenanceMode: z.boolean(),
    registrationEnabled: z.boolean(),
    clientNotice: z.string().nullable(),
  })
  .meta({ id: 'Platform' })
export type PlatformView = z.infer<typeof PlatformView>

/** What an app shows before anybody has logged in. */
@ApiTags('platform')
@Controller('v1/platform')
export class PlatformController {
  constructor(private readonly configuration: Configuration) {}

  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: PlatformView })
  @Operation('Whether clients may come in, and what they are told', 'configuration-unavailable')
  read(): PlatformView {
    return {
      maintenanceMode: this.configuration.current(MAINTENANCE).value,
      registrationEnabled: this.configuration.current(REGISTRATION).value,
      clientNotice: this.configuration.current(CLIENT_NOTICE).value,
    }
  }
}

/** While clients are kept out. */
export const maintenance = (): Problem =>
  new Problem(503, 'maintenance', 'The platform is being worked on. Come back later.', {
    headers: { 'retry-after': '300' },
  })
