import type { Provider, Type } from '@nestjs/common'

/** What Nest makes of other parts, known by its class; what makes it is typed, which Nest's own form is not. */
export const provide = <T>(
  type: Type<T>,
  inject: NonNullable<Extract<Provider, { inject?: unknown }>['inject']>,
  useFactory: (...parts: never[]) => T,
): Provider => ({ provide: type, inject, useFactory: useFactory as (...parts: unknown[]) => T })
