type Data = Record<string, unknown>

/** Somebody who reads Server-Sent Events, in their order. */
export class EventStreamReader {
  private constructor(private readonly events: AsyncGenerator<{ event: string; data: Data }>) {}

  static async open(url: string, token: string): Promise<EventStreamReader> {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const type = answer.headers.get('content-type')
    if (answer.status !== 200 || type !== 'text/event-stream') {
      throw new Error(`the stream was answered ${answer.status} ${type}: ${await answer.text()}`)
    }
    return new EventStreamReader(eventsOf(answer.body!))
  }

  /** The data of the next event of this name that fits; others before it are left out. Throws when the stream ends. */
  async next(name: string, fits: (data: Data) => boolean = () => true): Promise<Data> {
    for (;;) {
      const { done, value } = await this.events.next()
      if (done) throw new Error(`the stream ended before ${name}`)
      if (value.event === name && fits(value.data)) return value.data
    }
  }

  /** Resolves when the stream has ended in order. */
  async end(): Promise<void> {
    while (!(await this.events.next()).done);
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: Data }> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body) {
    const parts = (text + decoder.decode(bytes, { stream: true })).split('\n\n')
    text = parts.pop()!
    for (const part of parts) {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? []
      yield { event, data: JSON.parse(data) as Data }
    }
  }
}
