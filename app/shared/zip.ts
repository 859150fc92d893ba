import { setImmediate as breathe } from 'node:timers/promises'
import { Zip, ZipDeflate } from 'fflate'

export interface ZipEntry {
  /** Path within the archive: ASCII, forward slashes. */
  path: string
  /** Asked for when its turn comes, so that one file at a time is in memory. */
  bytes: () => Promise<Uint8Array>
}

/** Compressing this much does not keep a request waiting. */
const SLICE = 64 * 1024
/** What a ZIP can say of a time knows no zone: this one reads the same wherever it is made. */
const TIME = new Date(2000, 0, 1)

/** A ZIP (APPNOTE 6.3.x, deflate) piece by piece. The same entries always give the same bytes. */
export async function* zipOf(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  const take = () => {
    const pieces = ready
    ready = []
    return pieces
  }
  for (const { path, bytes } of entries) {
    const file = new ZipDeflate(path, { level: 6 })
    file.mtime = TIME
    zip.add(file)
    const content = await bytes()
    for (let at = 0; at === 0 || at < content.length; at += SLICE) {
      file.push(content.subarray(at, at + SLICE), at + SLICE >= content.length)
      yield* take()
      await breathe()
    }
  }
  zip.end()
  yield* take()
}
