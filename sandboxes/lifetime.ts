/**
 * Ends a sandbox in order: on a signal, and, where `ENDS_WITH_STDIN` says that its parent holds the other end of
 * standard input, when that closes. A parent that was killed sends no signal, and its ports must not stay taken.
 *
 * @param close lets go of the listener and the files
 */
export function endInOrder(close: () => Promise<void>): void {
  const end = () => void close().then(() => process.exit(0))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  if (process.env.ENDS_WITH_STDIN === '1') process.stdin.once('close', end).resume()
}
