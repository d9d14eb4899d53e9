import { MailboxServer } from './mailbox-server'

/** Runs until it is told to end. `FILAO_HTTP_HOST` and `FILAO_HTTP_PORT` say where it listens. */
async function main(): Promise<void> {
  const server = new MailboxServer()
  const host = process.env['FILAO_HTTP_HOST'] ?? '127.0.0.1'
  const port = await server.listen({ host, port: Number(process.env['FILAO_HTTP_PORT'] ?? 0) })
  process.stdout.write(`mailbox: http://${host}:${port}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void server.close())
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
