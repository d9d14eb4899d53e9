/** Stops what global-setup started. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.filaoTestServers?.stop()
  globalThis.filaoTestServers = undefined
}
