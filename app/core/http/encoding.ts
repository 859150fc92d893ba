import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { HttpContext } from '@adonisjs/core/http'
import { Lru } from '#core/views/lru'

export type Encoding = 'br' | 'gzip'

/** Below this a packet is a packet. */
const LEAST_BYTES = 1_000
/** Of the texts that guests ask for, so many are kept packed: some megabytes. */
const KEPT = 512

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const packed = new Lru<string, Buffer>(KEPT)

/** The better of the two encodings that a client takes (RFC 9110 §12.5.3); null: as it is. */
export function encodingFor(accepted: string | undefined): Encoding | null {
  if (!accepted) return null
  const takes = (name: Encoding) =>
    accepted.split(',').some((entry) => {
      const [coding, ...terms] = entry.split(';').map((part) => part.trim().toLowerCase())
      return coding === name && !terms.some((term) => /^q=0(\.0*)?$/.test(term))
    })
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : null
}

/**
 * Packs a text of an answer for whoever takes it so. To be called when its ETag, if it has one, is set: a weak one is true of
 * every encoding.
 *
 * @param kept the same text is asked for again: it is packed once
 */
export async function sendPacked(
  { request, response }: HttpContext,
  bytes: Buffer,
  { kept }: { kept: boolean }
): Promise<void> {
  response.append('vary', 'Accept-Encoding')
  const encoding =
    bytes.length < LEAST_BYTES ? null : encodingFor(request.header('accept-encoding'))
  if (encoding) response.header('content-encoding', encoding)
  response.send(encoding ? await pack(bytes, encoding, kept) : bytes, false)
}

async function pack(bytes: Buffer, encoding: Encoding, kept: boolean): Promise<Buffer> {
  if (!kept) return compress(bytes, encoding)
  const key = `${encoding} ${hash('sha256', bytes, 'base64')}`
  const known = packed.get(key)
  if (known) return known
  const made = await compress(bytes, encoding)
  packed.set(key, made)
  return made
}

/** Quality 5 is where brotli passes gzip in size at about the same time. */
function compress(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'br'
    ? brotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
    : zip(bytes, { level: 6 })
}
