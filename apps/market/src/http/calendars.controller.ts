import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { calendarIdOf } from '@filao/market'
import { ANY_SCOPE, Commands, Problem, Roles, type Reply, type Request, Scope } from '@filao/service'
import { Body, Controller, Delete, Get, Param, Put, Req, Res } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ReferenceQueries } from '../read/reference.queries'
import { READERS } from './fields.schemas'
import {
  CalendarBody,
  CalendarDayBody,
  CalendarDayPath,
  CalendarList,
  CalendarPath,
  CalendarView,
} from './reference.schemas'

/** When venues trade. A change reaches every instrument that follows the calendar, and through it the order book. */
@ApiTags('market')
@Controller('v1/calendars')
export class CalendarsController {
  constructor(
    private readonly commands: Commands<MarketCommand, MarketEvent>,
    private readonly reference: ReferenceQueries,
  ) {}

  @Get()
  @Roles(...READERS)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: CalendarList })
  async list(): Promise<CalendarList> {
    return { items: await this.reference.calendars(), next: null }
  }

  @Get(':code')
  @Roles(...READERS)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: CalendarView })
  one(@Param({ schema: CalendarPath }) { code }: CalendarPath): Promise<CalendarView> {
    return this.known(code)
  }

  /** Sets a calendar as a whole, a new one too. */
  @Put(':code')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: CalendarView })
  async set(
    @Param({ schema: CalendarPath }) { code }: CalendarPath,
    @Body({ schema: CalendarBody }) body: CalendarBody,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CalendarView> {
    const command: MarketCommand = { type: 'SetCalendar', calendarId: calendarIdOf(code), calendar: { code, ...body } }
    return this.changed(command, code, { request, reply })
  }

  @Put(':code/days/:day')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: CalendarView })
  async setDay(
    @Param({ schema: CalendarDayPath }) { code, day }: CalendarDayPath,
    @Body({ schema: CalendarDayBody }) body: CalendarDayBody,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CalendarView> {
    const command: MarketCommand = { type: 'SetCalendarDay', calendarId: calendarIdOf(code), code, day, ...body }
    return this.changed(command, code, { request, reply })
  }

  /** Makes a day an ordinary one again. */
  @Delete(':code/days/:day')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: CalendarView })
  async removeDay(
    @Param({ schema: CalendarDayPath }) { code, day }: CalendarDayPath,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<CalendarView> {
    const command: MarketCommand = { type: 'RemoveCalendarDay', calendarId: calendarIdOf(code), code, day }
    return this.changed(command, code, { request, reply })
  }

  private async changed(
    command: MarketCommand,
    code: string,
    exchange: { request: Request; reply: Reply },
  ): Promise<CalendarView> {
    await this.commands.submit({ command, ...exchange })
    return this.known(code)
  }

  private async known(code: string): Promise<CalendarView> {
    const [found] = await this.reference.calendars(code)
    if (!found) throw new Problem(404, 'calendar-unknown', 'There is no calendar with this code.')
    return found
  }
}
