import { FxServer } from './fx-server'

/** Runs until it is told to end. `FILAO_HTTP_HOST` and `FILAO_HTTP_PORT` say where it listens. */
async function main(): Promise<void> {
  const server = new FxServer({
    appId: process.env['FILAO_FX_APP_ID'] ?? 'simulator',
    seed: Number(process.env['FILAO_SIMULATOR_SEED'] ?? 1),
  })
  const host = process.env['FILAO_HTTP_HOST'] ?? '127.0.0.1'
  const port = await server.listen(Number(process.env['FILAO_HTTP_PORT'] ?? 0), host)
  process.stdout.write(`fx: http://${host}:${port}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void server.close())
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
