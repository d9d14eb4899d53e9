import { ProviderSilent } from './providers'

const TIMEOUT_MS = 5_000

/** Asks a provider. Throws {@link ProviderSilent} when it does not answer, or answers with a fault of its own. */
export async function ask(
  url: string,
  options: { readonly method?: 'GET' | 'POST'; readonly headers?: Record<string, string>; readonly body?: object } = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { method = 'GET', headers = {}, body } = options
  try {
    const answer = await fetch(url, {
      method,
      headers: { 'user-agent': 'filao-payment', ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    const text = await answer.text()
    if (answer.status >= 500 || answer.status === 429) throw new ProviderSilent(`answered ${answer.status}`)
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  } catch (error) {
    if (error instanceof ProviderSilent) throw error
    throw new ProviderSilent('no answer', { cause: error })
  }
}
