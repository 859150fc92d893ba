import { crc32 } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'
import { sendPacked } from '#core/http/encoding'

/**
 * Ends the answer of a page that is the same for every guest: its bytes are made once, its ETag follows from them,
 * and whoever has them already gets 304 without a body.
 *
 * The framework's own ETag goes over the text three times (hash, length, socket), encoding it anew each time.
 */
export async function answerOnce(ctx: HttpContext): Promise<void> {
  const { response } = ctx
  const [body] = response.lazyBody.content ?? []
  if (typeof body !== 'string' || response.getStatus() !== 200) return
  const bytes = encode(body)
  response.header('etag', etagOf(bytes))
  if (response.fresh()) {
    response.append('vary', 'Accept-Encoding')
    response.status(304)
    response.send('', false)
    return
  }
  const type = body.startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8'
  response.safeHeader('content-type', type)
  await sendPacked(ctx, bytes, { kept: true })
}

/** Ends the answer to somebody who is signed in: made for one reader and one time, so nothing of it is kept. */
export async function answerPacked(ctx: HttpContext): Promise<void> {
  const [body] = ctx.response.lazyBody.content ?? []
  if (typeof body !== 'string' || !body.startsWith('<')) return
  ctx.response.safeHeader('content-type', 'text/html; charset=utf-8')
  await sendPacked(ctx, Buffer.from(body), { kept: false })
}

/** UTF-8. A page in ASCII, as most are, is copied instead of encoded: a tenth of the time. */
function encode(body: string): Buffer {
  return Buffer.from(body, Buffer.byteLength(body) === body.length ? 'latin1' : 'utf8')
}

/**
 * A weak validator of length and checksum: it has to notice that a page changed, not to withstand anybody. That a change
 * goes unnoticed is as likely as 1 in four thousand million, and then lasts until the next one.
 */
function etagOf(bytes: Buffer): string {
  return `W/"${bytes.length.toString(36)}-${crc32(bytes).toString(36)}"`
}
