import type { LoggerService } from '@nestjs/common'
import type { Log } from './log'

/** Nest's own lines, in our log. What Nest tells while it wires modules is for debugging only. */
export class NestLogger implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest)
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest)
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest)
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest)
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest)
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest)
  }

  /** Nest passes a stack, if any, before the context, which comes last. */
  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? { context: rest.at(-1) } : {}
    if (message instanceof Error) this.target[level]({ ...context, error: message }, message.name)
    else this.target[level](context, typeof message === 'string' ? message : JSON.stringify(message))
  }
}
