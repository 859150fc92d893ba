import type { InboundMail, RawMailSink } from '#inbound_mail/contract'

/** Starts every way in; when one cannot start, those before it are stopped again. Returns the way to stop them all. */
export async function startAll(
  ways: readonly InboundMail[],
  sink: RawMailSink
): Promise<() => Promise<void>> {
  const started: InboundMail[] = []
  const stop = async () => {
    await Promise.all(started.map((way) => way.stop()))
  }
  try {
    for (const way of ways) {
      await way.start(sink)
      started.push(way)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
