import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'

const background = new AsyncLocalStorage<true>()

/**
 * Runs work that nobody waits for. SQLite answers within the call, so a chain of queries would hold the event loop from its first to its
 * last; work in the background lets whoever waits for a page go first, before each query.
 */
export function inBackground<T>(work: () => Promise<T>): Promise<T> {
  return background.run(true, work)
}

export const isInBackground = (): boolean => background.getStore() === true

/** One round of the event loop. */
export const nextTurn = (): Promise<void> => setImmediate()
