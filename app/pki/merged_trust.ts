/** One trust store made of several that change on their own. */
import type { TrustStore } from '#pki/contract'

/**
 * Asks every source, and makes a new store only when one of them handed over another object than before: what
 * `openTrust` has read of a store stays read as long as nothing changed.
 */
export function mergedTrust(
  ...sources: readonly (() => Promise<TrustStore>)[]
): () => Promise<TrustStore> {
  let parts: readonly TrustStore[] = []
  let merged: TrustStore | undefined
  return async () => {
    const now = await Promise.all(sources.map((source) => source()))
    if (!merged || now.some((store, index) => store !== parts[index])) {
      parts = now
      merged = {
        anchors: distinct(now.flatMap(({ anchors }) => anchors)),
        intermediates: distinct(now.flatMap(({ intermediates }) => intermediates)),
      }
    }
    return merged
  }
}

function distinct(ders: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map(ders.map((der) => [Buffer.from(der).toString('base64'), der]))
  return [...seen.values()]
}
