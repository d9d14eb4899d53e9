import { statfs } from 'node:fs/promises'
import { Complaint } from '../complaint'

const MIB = 1024 ** 2
/** What an empty platform and its first hours need. */
const FREE_BYTES_MIN = 512 * MIB

/** Throws a {@link Complaint} when the disk of a folder has no room for the data of a platform. */
export async function checkDiskSpace(folder: string, least = FREE_BYTES_MIN): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free < least)
    throw new Complaint(
      `The disk of ${folder} is full: ${Math.floor(free / MIB)} MiB are left, and Filao needs ${least / MIB}.`,
    )
}
