import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { Complaint } from '../complaint'

const PARTITIONS = 4

/** What the first start chose and every later one keeps. */
export interface StackSettings {
  readonly partitions: number
}

/** Reads the settings of a data folder, or writes them on the first start. */
export async function openSettings(file: string, wanted: number | undefined): Promise<StackSettings> {
  if (!existsSync(file)) {
    const settings = { partitions: wanted ?? PARTITIONS }
    await writeFile(file, JSON.stringify(settings))
    return settings
  }
  const kept = JSON.parse(await readFile(file, 'utf8')) as StackSettings
  // Ids carry their partition, and heads exist for each: a running stack grows by an operation of its own.
  if (wanted !== undefined && wanted !== kept.partitions)
    throw new Complaint(`This data has ${kept.partitions} partitions; --partitions ${wanted} needs --reset.`)
  return kept
}
