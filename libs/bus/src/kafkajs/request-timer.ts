interface RequestQueue {
  throttleCheckTimeoutId: NodeJS.Timeout | null
  readonly throttledUntil: number
  readonly pending: readonly unknown[]
  checkPendingRequests(): void
}

const RECHECK_MS = 10

/**
 * The stock queue sets a timer with a negative delay after every check, for ever: 2,255 wake-ups a second and 5 % of a
 * core for an idle process. This one sets it only while something waits or the broker has asked for a pause.
 */
export function quietRequestTimer(): void {
  const { prototype } = require('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue & { scheduleCheckPendingRequests(): void }
  }
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId) return
    let delay = this.throttledUntil - Date.now()
    if (this.pending.length > 0) delay = delay > 0 ? delay : RECHECK_MS
    else if (delay <= 0) return
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null
      this.checkPendingRequests()
    }, delay)
  }
}
