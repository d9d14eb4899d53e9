const { join } = require('node:path')

// Who may import whom (docs/architecture.md). Each rule is proven by a fixture in tools/fixtures/boundaries.
const RULES = 'identity|market|order|wallet|audit|compliance|payment'
const SPEC = '\\.(spec|cases|fixture)\\.ts$|/src/testing/'

/** A library may import only these others. Nothing here says what it may take from node_modules. */
const only = (name, from, allowed) => ({
  name: `${name}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^libs/(${from})/src/`, pathNot: SPEC },
  to: { path: '^libs/', pathNot: `^libs/(${[from.includes('|') ? '$1' : from, ...allowed].join('|')})/` },
})

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'nobody-imports-an-app', severity: 'error', from: { path: '^(libs|tools)/' }, to: { path: '^apps/' } },
    {
      name: 'no-app-imports-another',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libraries-are-entered-by-their-door',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/([^/]+)/' },
      // Doors: index.ts, the telemetry preload, what an edge, a migration or whoever makes secrets needs without Nest, the
      // generator of the simulation, and the servers and simulators of testing and how they listen, which programs use without Jest.
      to: {
        path: '^libs/[^/]+/src/(?!(index|telemetry|edge|migrate|secrets|random|servers/index|simulators|listening)\\.ts$)',
        pathNot: '^$1/$2/',
      },
    },
    only('kernel', 'kernel', []),
    only('money', 'money', []),
    only('contracts', 'contracts', ['kernel', 'money']),
    only('rules', RULES, ['kernel', 'money', 'contracts']),
    only('platform', 'engine|bus|service', ['kernel', 'money', 'contracts', 'bus', 'engine']),
    {
      name: 'the-bus-knows-no-engine',
      severity: 'error',
      from: { path: '^libs/bus/src/', pathNot: SPEC },
      to: { path: '^libs/(engine|service)/' },
    },
    only('testing', 'testing', ['kernel', 'money', 'contracts']),
    {
      name: 'apps-import-their-own-rules',
      severity: 'error',
      // There is one scorer of names in the platform, and payment compares names too (decision 0027).
      from: { path: '^apps/([^/]+)/', pathNot: `${SPEC}|^apps/payment/src/names/` },
      to: { path: `^libs/(${RULES})/`, pathNot: '^libs/$1/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `${SPEC}|^libs/(testing|simulation)/` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'nobody-imports-the-simulation',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/simulation/' },
      to: { path: '^libs/simulation/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: `^libs/(kernel|money|${RULES})/src/`, pathNot: SPEC },
      to: { path: 'node_modules' },
    },
    {
      name: 'rules-use-no-builtin',
      severity: 'error',
      // A hash is a pure function of its text.
      from: { path: `^libs/(kernel|money|${RULES})/src/`, pathNot: `${SPEC}|^libs/kernel/src/sha256\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'kafkajs-stays-in-the-bus',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/', pathNot: `${SPEC}|^libs/bus/src/kafkajs/` },
      to: { path: 'node_modules/kafkajs' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types|fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, 'tsconfig.base.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@filao/source', 'import', 'node', 'default'],
    },
  },
}
