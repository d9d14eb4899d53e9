const { existsSync, readdirSync } = require('node:fs')
const { join } = require('node:path')

const folders = ['libs', 'apps'].flatMap((group) =>
  readdirSync(join(__dirname, group)).map((name) => `${group}/${name}`),
)
const tested = [...folders, 'tools'].filter((folder) => existsSync(join(__dirname, folder, 'jest.config.cjs')))

/** One run over all projects: faster than a run per project, and with one PostgreSQL and one Kafka for all. */
module.exports = {
  projects: tested.map((folder) => `<rootDir>/${folder}`),
  // Only what hangs meets it: the machine may be busy, and no test proves speed. Jest takes it from here alone.
  testTimeout: 60_000,
  workerIdleMemoryLimit: '1GB',
}
