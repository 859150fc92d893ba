import { hash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'

/**
 * Ends the answer of a page that is the same for every guest: its bytes are made once, its ETag follows from them,
 * and whoever has them already gets 304 without a body.
 *
 * The framework's own ETag goes over the text three times (hash, length, socket), encoding it anew each time.
 */
export function answerOnce({ response }: HttpContext): void {
  const [body] = response.lazyBody.content ?? []
  if (typeof body !== 'string' || response.getStatus() !== 200) return
  const bytes = Buffer.from(body)
  response.header('etag', `"${hash('sha1', bytes, 'base64url')}"`)
  if (response.fresh()) {
    response.status(304)
    response.send('', false)
    return
  }
  response.safeHeader(
    'content-type',
    body.startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8'
  )
  response.send(bytes, false)
}
