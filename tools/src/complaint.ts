/** Something that the person at the keyboard can mend: programs show its one sentence, without a stack. */
export class Complaint extends Error {
  override readonly name = 'Complaint'
}

/** Runs a program's main function and ends the process with the code that it gives: whatever still runs is not waited for. */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  let code = 1
  try {
    code = await main()
  } catch (error) {
    process.stderr.write(`${error instanceof Complaint ? error.message : stackOf(error)}\n`)
  }
  process.exit(code)
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
