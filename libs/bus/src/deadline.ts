/** Thrown by {@link within}. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
}

/** Waits for what may never come. What comes too late is dropped, also when it is an error. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(`${what} took longer than ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
