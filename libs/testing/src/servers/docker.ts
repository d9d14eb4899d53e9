import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const PULL_MS = 300_000

/** Whether a Docker engine answers. */
export function dockerAnswers(): boolean {
  const { status } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    stdio: 'ignore',
    timeout: 10_000,
  })
  return status === 0
}

/** Whether the image is on this machine or can be fetched. */
export async function hasImage(image: string): Promise<boolean> {
  return (await docker('image', 'inspect', image)) || (await docker('pull', '--quiet', image))
}

async function docker(...args: string[]): Promise<boolean> {
  return await promisify(execFile)('docker', args, { timeout: PULL_MS }).then(
    () => true,
    () => false,
  )
}
