import type { FastifyInstance } from 'fastify'

/** Which methods a path answers to, so that a wrong one is 405 and not 404. Asked only on the way to an error. */
export class RouteTable {
  private readonly routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()

  /** Listens to the routes that are added from now on. */
  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return
      const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set() }
      for (const one of [method].flat()) route.methods.add(one)
      this.routes.set(url, route)
    })
  }

  /** The methods of the routes that a path matches; empty when there is none. */
  methodsOf(path: string): string[] {
    const methods = new Set<string>()
    for (const route of this.routes.values()) {
      if (route.pattern.test(path)) for (const method of route.methods) methods.add(method)
    }
    return [...methods].sort()
  }
}

const patternOf = (url: string): RegExp => {
  const segments = url.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : RegExp.escape(segment)))
  return new RegExp(`^${segments.join('/')}$`)
}
