import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { LoadPlan, LoadReport } from './load'

/** Runs a load in a process of its own, so that it never waits for what else this program does. */
export function runLoad(plan: LoadPlan): Promise<LoadReport> {
  const child = fork(join(__dirname, 'load-main.js'), { serialization: 'advanced' })
  child.send(plan)
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as LoadReport))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the load ended with ${code} and no report`)))
  })
}
