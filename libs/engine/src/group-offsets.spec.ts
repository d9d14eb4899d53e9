import type { ClusterAdmin, GroupOffset } from '@filao/bus'
import { GroupOffsets } from './group-offsets'

const at = (partition: number, offset: bigint): GroupOffset => ({ topic: 'order.commands.v1', partition, offset })

function watched() {
  const sets: { group: string; offsets: readonly GroupOffset[] }[] = []
  const errors: string[] = []
  const state = { isDown: false, connections: 0 }
  const admin = {
    setGroupOffsets: (group: string, offsets: readonly GroupOffset[]) => {
      if (state.isDown) return Promise.reject(new Error('no broker'))
      sets.push({ group, offsets })
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  } as unknown as ClusterAdmin
  const bus = {
    admin: () => {
      state.connections += 1
      return Promise.resolve(admin)
    },
  }
  const offsets = new GroupOffsets({ service: 'order', bus, failed: ({ message }) => errors.push(message) })
  return { offsets, sets, errors, state }
}

it('shows on the group of the service what has moved, and only that', async () => {
  const { offsets, sets } = watched()
  await offsets.show([at(0, 5n), at(1, 7n)])
  await offsets.show([at(0, 5n), at(1, 9n)])
  await offsets.show([at(0, 5n), at(1, 9n)])
  expect(sets).toEqual([
    { group: 'order', offsets: [at(0, 5n), at(1, 7n)] },
    { group: 'order', offsets: [at(1, 9n)] },
  ])
})

it('what could not be shown is shown in full, by another connection, the next time', async () => {
  const { offsets, sets, errors, state } = watched()
  await offsets.show([at(0, 5n)])
  state.isDown = true
  await offsets.show([at(0, 6n)])
  state.isDown = false
  await offsets.show([at(0, 6n), at(1, 1n)])
  expect(errors).toEqual(['no broker'])
  expect(state.connections).toBe(2)
  expect(sets.at(-1)!.offsets).toEqual([at(0, 6n), at(1, 1n)])
})
