/** Calls to one partner at once in one process; the rest wait for their turn in the outbox. */
const MAX_AT_ONCE = 4
/** So many failures in a row open the breaker; then one call in {@link OPEN_FOR_MS} tries whether all is well. */
const FAILURES_TO_OPEN = 5
const OPEN_FOR_MS = 30_000
const WAIT_FOR_TURN_MS = 2_000

interface Door {
  inside: number
  failures: number
  closedUntil: number
}

/**
 * Keeps a slow or broken partner from holding up the orders of others (forwarding contract,
 * "Safety"): bounded concurrency and a circuit breaker per partner and store.
 */
export class PartnerGate {
  readonly #doors = new Map<string, Door>()

  /**
   * Lets a call in, or says when to come again.
   *
   * @param key partner and store
   * @param now epoch milliseconds
   * @returns `leave` takes whether the partner answered, null where it was not called after all
   */
  enter(
    key: string,
    now: number
  ): { type: 'in'; leave: (answered: boolean | null) => void } | { type: 'wait'; ms: number } {
    const door = this.#doors.get(key) ?? { inside: 0, failures: 0, closedUntil: 0 }
    this.#doors.set(key, door)
    if (door.closedUntil > now) return { type: 'wait', ms: door.closedUntil - now }
    if (door.inside >= MAX_AT_ONCE) return { type: 'wait', ms: WAIT_FOR_TURN_MS }
    // While it is open one call goes through as a trial; the others wait for what it finds.
    if (door.failures >= FAILURES_TO_OPEN) door.closedUntil = now + OPEN_FOR_MS
    door.inside++
    return { type: 'in', leave: (answered) => this.#leave(key, door, answered, now) }
  }

  #leave(key: string, door: Door, answered: boolean | null, now: number): void {
    door.inside--
    if (answered !== null) door.failures = answered ? 0 : door.failures + 1
    door.closedUntil =
      door.failures >= FAILURES_TO_OPEN ? Math.max(door.closedUntil, now + OPEN_FOR_MS) : 0
    if (door.inside === 0 && door.failures === 0) this.#doors.delete(key)
  }
}
