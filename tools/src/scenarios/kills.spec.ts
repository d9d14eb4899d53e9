import { expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppName } from '../start/processes'
import { Kills } from './kills'

/** A platform whose processes are up again a while after they were killed. */
function platform(downMs = 60) {
  const began = Date.now()
  const died = new Map<AppName, number>()
  const kills: { readonly name: AppName; readonly at: number }[] = []
  return {
    kills,
    isUp: async (name: AppName) => Date.now() - (died.get(name) ?? 0) > downMs,
    killApp: (name: AppName) => {
      kills.push({ name, at: Date.now() - began })
      died.set(name, Date.now())
    },
  }
}

it('kills all victims of a scenario in its middle', async () => {
  const known = platform()
  await new Kills(known).hit({ startAfterMs: 20, killAfterMs: 20, killed: ['payment', 'wallet'] })
  expect(known.kills.map(({ name }) => name)).toEqual(['payment', 'wallet'])
  expect(known.kills[0]!.at).toBeGreaterThanOrEqual(39)
})

it('a kill beside a scenario has hit it, and one before its beginning has not', async () => {
  const known = platform()
  const kills = new Kills(known)
  const beside = kills.hit({ startAfterMs: 0, killAfterMs: 300, killed: ['payment'] })
  await kills.hit({ startAfterMs: 0, killAfterMs: 0, killed: ['payment'] })
  await beside
  expect(known.kills).toHaveLength(1)
  await sleep(5)
  await kills.hit({ startAfterMs: 0, killAfterMs: 0, killed: ['payment'] })
  expect(known.kills).toHaveLength(2)
})

it('nobody is killed who is not up again', async () => {
  const known = platform(150)
  const kills = new Kills(known)
  await kills.hit({ startAfterMs: 0, killAfterMs: 0, killed: ['bank'] })
  await sleep(5)
  await kills.hit({ startAfterMs: 0, killAfterMs: 0, killed: ['bank'] })
  expect(known.kills[1]!.at - known.kills[0]!.at).toBeGreaterThan(149)
})
