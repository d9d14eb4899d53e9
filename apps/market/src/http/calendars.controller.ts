import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { calendarIdOf } from '@filao/market'
import { ANY_SCOPE, Commands, HttpExchange, Operation, Problem, Roles, ROLES, Scope } from '@filao/service'
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ReferenceQueries } from '../read/reference.queries'
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
  @Roles(...ROLES)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: CalendarList })
  @Operation('All trading calendars')
  async list(): Promise<CalendarList> {
    return { items: await this.reference.calendars(), next: null }
  }

  @Get(':code')
  @Roles(...ROLES)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: CalendarView })
  @Operation('The trading calendar of a venue', 'calendar-unknown')
  one(@Param({ schema: CalendarPath }) { code }: CalendarPath): Promise<CalendarView> {
    return this.known(code)
  }

  @Put(':code')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: CalendarView })
  @Operation('Sets a calendar as a whole, a new one too', 'calendar-invalid')
  async set(
    @Param({ schema: CalendarPath }) { code }: CalendarPath,
    @Body({ schema: CalendarBody }) body: CalendarBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<CalendarView> {
    const command: MarketCommand = { type: 'SetCalendar', calendarId: calendarIdOf(code), calendar: { code, ...body } }
    return this.changed(command, code, exchange)
  }

  @Put(':code/days/:day')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: CalendarView })
  @Operation('Makes a day a holiday or one that closes early', 'calendar-unknown', 'calendar-invalid')
  async setDay(
    @Param({ schema: CalendarDayPath }) { code, day }: CalendarDayPath,
    @Body({ schema: CalendarDayBody }) body: CalendarDayBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<CalendarView> {
    const command: MarketCommand = { type: 'SetCalendarDay', calendarId: calendarIdOf(code), code, day, ...body }
    return this.changed(command, code, exchange)
  }

  @Delete(':code/days/:day')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: CalendarView })
  @Operation('Makes a day an ordinary one again', 'calendar-unknown', 'calendar-invalid')
  async removeDay(
    @Param({ schema: CalendarDayPath }) { code, day }: CalendarDayPath,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<CalendarView> {
    const command: MarketCommand = { type: 'RemoveCalendarDay', calendarId: calendarIdOf(code), code, day }
    return this.changed(command, code, exchange)
  }

  private async changed(command: MarketCommand, code: string, exchange: HttpExchange): Promise<CalendarView> {
    await this.commands.submit({ command, ...exchange })
    return this.known(code)
  }

  private async known(code: string): Promise<CalendarView> {
    const [found] = await this.reference.calendars(code)
    if (!found) throw new Problem(404, 'calendar-unknown', 'There is no calendar with this code.')
    return found
  }
}
