/** Only what hangs meets it, before the test's own end does: the machine may be busy. */
const UNTIL_MS_MAX = 45_000

/** Waits until a condition holds. Throws after 45 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + UNTIL_MS_MAX
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${UNTIL_MS_MAX / 1000} s in vain`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
