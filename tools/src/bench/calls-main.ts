import { inParallel } from '../client/parallel'
import type { CallPlan, CallReport } from './calls'
import { monotonicMs } from './load'
import { Requests } from './requests'

async function run({ origin, connections, token, calls, wanted }: CallPlan): Promise<CallReport> {
  const requests = new Requests(origin, connections)
  const began = monotonicMs()
  const bodies = await inParallel(connections, calls.length, async (at) => {
    const { status, body } = await requests.send({ ...calls[at]!, token })
    if (status !== wanted) throw new Error(`${calls[at]!.path} was answered ${status}: ${body}`)
    return body
  })
  const seconds = (monotonicMs() - began) / 1000
  await requests.close()
  return { bodies, seconds }
}

process.once('message', (plan: CallPlan) => {
  void run(plan).then((report) => process.send!(report, undefined, {}, () => process.exit(0)))
})
