import { setTimeout as sleep } from 'node:timers/promises'

/** Far more than a loaded machine needs: it only ends a hang. */
const LIMIT_MS = 60_000

/** Waits until something is so. No test measures how fast this machine is. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  what = 'what was awaited'
): Promise<void> {
  const end = performance.now() + LIMIT_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what} did not happen`)
    await sleep(20)
  }
}

/**
 * For tests of a time-out that something else must come before (a connection, a first byte): tries with longer and longer ones until
 * the machine was quick enough, and gives back the last result.
 */
export async function longEnough<T>(
  attempt: (ms: number) => Promise<T>,
  isEnough: (result: T) => boolean
): Promise<T> {
  for (let ms = 100; ; ms *= 4) {
    const result = await attempt(ms)
    if (isEnough(result) || ms > LIMIT_MS / 4) return result
  }
}
