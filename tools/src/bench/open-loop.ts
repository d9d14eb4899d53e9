/** Arrivals at a fixed rate, whatever the answers do: what is late is late from its planned time. */
export interface Arrivals {
  readonly rate: number
  readonly seconds: number
  /** With this many on their way the load gives up: the platform is past its knee. */
  readonly inFlightMax: number
}

export interface Clock {
  now(): number
  pause(): Promise<void>
}

/** Time since the process began, and a timer of one millisecond. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
}

/** Sends `rate × seconds` requests, each told its planned time, and waits for all. Returns how many were sent. */
export async function sendAtRate(
  { rate, seconds, inFlightMax }: Arrivals,
  send: (planned: number) => Promise<void>,
  clock: Clock = SYSTEM_CLOCK,
): Promise<number> {
  const total = Math.round(rate * seconds)
  const start = clock.now()
  const running = new Set<Promise<void>>()
  let sent = 0
  while (sent < total && running.size < inFlightMax) {
    const due = Math.min(total, Math.floor(((clock.now() - start) / 1000) * rate) + 1)
    for (; sent < due && running.size < inFlightMax; sent += 1) {
      const task: Promise<void> = send(start + (sent / rate) * 1000).finally(() => running.delete(task))
      running.add(task)
    }
    if (sent < total && running.size < inFlightMax) await clock.pause()
  }
  await Promise.all(running)
  return sent
}
