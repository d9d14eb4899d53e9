import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

type Attributes = Readonly<Record<string, string>>

/** A span as a collector gets it. */
export interface CollectedSpan {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly parentSpanId: string | undefined
  readonly attributes: Attributes
  readonly links: readonly { readonly traceId: string; readonly attributes: Attributes }[]
}

interface KeyValue {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: string | number }
}
interface OtlpSpan {
  readonly traceId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes?: readonly KeyValue[]
  readonly links?: readonly { readonly traceId: string; readonly attributes?: readonly KeyValue[] }[]
}
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
}

/** Takes traces by OTLP over HTTP, as an OpenTelemetry collector does, and keeps them. */
export class Collector {
  readonly spans: CollectedSpan[] = []
  private readonly server: Server

  constructor() {
    this.server = createServer((request, response) => {
      read(request).then(
        (traces) => {
          this.keep(traces)
          response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
        },
        // A service that is stopped may break off in the middle.
        () => response.destroy(),
      )
    })
  }

  /** Listens; gives the address for OTEL_EXPORTER_OTLP_ENDPOINT. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** The spans of one trace. */
  of(traceId: string): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId)
  }

  private keep({ resourceSpans }: OtlpTraces): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = attributesOf(resource.attributes)['service.name'] ?? ''
      for (const { name, traceId, parentSpanId, attributes, links } of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          service,
          name,
          traceId,
          parentSpanId: parentSpanId || undefined,
          attributes: attributesOf(attributes),
          links: (links ?? []).map((link) => ({ traceId: link.traceId, attributes: attributesOf(link.attributes) })),
        })
      }
    }
  }
}

const attributesOf = (pairs: readonly KeyValue[] = []): Attributes =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]))

async function read(request: IncomingMessage): Promise<OtlpTraces> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString()) as OtlpTraces
}
