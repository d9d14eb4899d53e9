const { readFileSync } = require('node:fs')
const { join } = require('node:path')

const { $schema, exclude, ...swc } = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'))

/** Every project's jest configuration: TypeScript sources through swc, libraries resolved to their sources. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  // Absolute, so that a run of one project has its servers too; Jest calls each file once per run.
  globalSetup: join(__dirname, 'libs/testing/src/jest/global-setup.ts'),
  globalTeardown: join(__dirname, 'libs/testing/src/jest/global-teardown.ts'),
  testEnvironmentOptions: { customExportConditions: ['@filao/source', 'node', 'node-addons'] },
}
