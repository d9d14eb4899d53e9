/** Something that the person at the keyboard can mend: programs show its one sentence, without a stack. */
export class Complaint extends Error {
  override readonly name = 'Complaint'
}

/** Runs a program's main function and turns how it ended into an exit code. */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.stderr.write(
      error instanceof Complaint ? `${error.message}\n` : `${(error as Error).stack ?? String(error)}\n`,
    )
    // Whatever is still waiting waits for nothing.
    process.exit(1)
  }
}
