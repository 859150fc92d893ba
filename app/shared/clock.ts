import { DateTime } from 'luxon'

/** Where the time comes from. Everything that asks for "now" asks this one. */
export interface Clock {
  /** The present instant in UTC. */
  now(): DateTime<true>
}

const system: Clock = { now: () => DateTime.utc() as DateTime<true> }
let current: Clock = system

/**
 * The injected clock. Production uses the machine's; tests and the `journey` travel with
 * {@link travelTo}, so that no deadline in the product needs a real wait.
 */
export const clock: Clock = { now: () => current.now() }

/** The zone in which people read times. Storage is UTC. */
export const DISPLAY_ZONE = 'Asia/Jakarta'

/** Stops the clock at `instant` until {@link travelBack}. For tests. */
export function travelTo(instant: DateTime<true>): void {
  current = { now: () => instant.toUTC() as DateTime<true> }
}

/** Runs the clock ahead (or behind) of the machine's by `offset` milliseconds. For tests. */
export function travelBy(offset: number): void {
  current = { now: () => DateTime.utc().plus(offset) as DateTime<true> }
}

/** Gives the machine's clock back. */
export function travelBack(): void {
  current = system
}
