// Adds stub entries for optional platform packages that some registries do not serve,
// so that `npm ci` accepts the lock (it never installs them on this platform).
import { readFileSync, writeFileSync } from 'node:fs'
const file = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
const P = lock.packages
let added = 0
const os = {
  darwin: 'darwin',
  macos: 'darwin',
  win32: 'win32',
  windows: 'win32',
  freebsd: 'freebsd',
  android: 'android',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  sunos: 'sunos',
  openharmony: 'openharmony',
  aix: 'aix',
  linux: 'linux',
}
const cpu = {
  arm64: 'arm64',
  aarch64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  arm: 'arm',
  armv7: 'arm',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  mips64el: 'mips64el',
  wasm32: 'wasm32',
}
for (const [where, p] of Object.entries({ ...P }))
  for (const [name, range] of Object.entries(p.optionalDependencies ?? {})) {
    let dir = where,
      found = false
    for (;;) {
      const k = (dir ? dir + '/' : '') + 'node_modules/' + name
      if (P[k]) {
        found = true
        break
      }
      if (!dir) break
      const i = dir.lastIndexOf('/node_modules/')
      dir = i < 0 ? '' : dir.slice(0, i)
    }
    if (found) continue
    const t = name.split(/[-/]/)
    const o = t.map((x) => os[x]).find(Boolean)
    const c = t.map((x) => cpu[x] ?? (x.startsWith('arm') ? 'arm' : undefined)).find(Boolean)
    if (!o && !c) {
      console.error('no platform in name:', name, range, 'of', where)
      continue
    }
    P['node_modules/' + name] = {
      version: range.replace(/^[\^~]/, ''),
      ...(c ? { cpu: [c] } : {}),
      dev: p.dev,
      optional: true,
      ...(o ? { os: [o] } : {}),
      ...(/musl/.test(name) ? { libc: ['musl'] } : {}),
    }
    added++
  }
lock.packages = Object.fromEntries(Object.entries(P).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n')
console.log('stubs added:', added)
