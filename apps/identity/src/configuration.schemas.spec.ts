import { expect, test } from '@jest/globals'
import { lifeOfKind, SESSION_LIVES } from './configuration.schemas'

test('a session of staff is shorter than a client’s, and so is one of a program', () => {
  const lives = SESSION_LIVES.schema.parse(SESSION_LIVES.byDefault)
  const days = (of: number): number => of * 86_400
  expect(lifeOfKind(lives, 'client')).toEqual({ absoluteSeconds: days(30), idleSeconds: days(14) })
  for (const kind of ['staff', 'service'] as const)
    expect(lifeOfKind(lives, kind)).toEqual({ absoluteSeconds: days(0.5), idleSeconds: 30 * 60 })
})
