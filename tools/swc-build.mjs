// Compiles src/**/*.ts of the current project to dist/ with the options of .swcrc. Types are checked elsewhere.
import { transformFile } from '@swc/core'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'

const { $schema, exclude, ...options } = JSON.parse(await readFile(new URL('../.swcrc', import.meta.url), 'utf8'))

async function build(file) {
  const out = join('dist', relative('src', file)).replace(/\.ts$/, '.js')
  await mkdir(dirname(out), { recursive: true })
  const { code, map } = await transformFile(file, {
    ...options,
    swcrc: false,
    sourceFileName: relative(dirname(out), file),
    outputPath: out,
  })
  await writeFile(out, `${code}\n//# sourceMappingURL=${basename(out)}.map\n`)
  await writeFile(`${out}.map`, map)
}

// A file that was renamed or deleted must not live on in dist.
await rm('dist', { recursive: true, force: true })
const jobs = []
for await (const file of glob('src/**/*.ts')) if (!/\.(spec|d)\.ts$/.test(file)) jobs.push(build(file))
await Promise.all(jobs)
