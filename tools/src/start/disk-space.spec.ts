import { tmpdir } from 'node:os'
import { checkDiskSpace } from './disk-space'

const MIB = 1024 ** 2

test('a disk with room is no complaint, one without is, with how much is left and how much is needed', async () => {
  await checkDiskSpace(tmpdir(), MIB)
  await expect(checkDiskSpace(tmpdir(), 1e9 * MIB)).rejects.toThrow(
    /^The disk of \S+ is full: \d+ MiB are left, and Filao needs 1000000000\.$/,
  )
})
