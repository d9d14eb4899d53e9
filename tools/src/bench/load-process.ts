import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { CallPlan, CallReport } from './calls'
import type { LoadPlan, LoadReport } from './load'

/** Runs a load of orders in a process of its own, so that it never waits for what else this program does. */
export const runLoad = (plan: LoadPlan): Promise<LoadReport> => runIn('load-main.js', plan)

/** Sends requests from a process of its own. */
export const runCalls = (plan: CallPlan): Promise<CallReport> => runIn('calls-main.js', plan)

function runIn<Report>(program: string, plan: LoadPlan | CallPlan): Promise<Report> {
  const child = fork(join(__dirname, program), { serialization: 'advanced' })
  child.send(plan)
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as Report))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the load ended with ${code} and no report`)))
  })
}
