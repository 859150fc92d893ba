import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { Exception } from '@adonisjs/core/exceptions'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import { termsOf, type Takes } from '#core/http/route_terms'
import { openUpload, type Uploader } from '#core/http/uploads'
import { wellFormed } from '#shared/well_formed'

/** Bytes. So much on the disk harms nobody, however many send it at once: a desk where twenty decide is no flood of uploads. */
const SMALL_BODY = 64 * 1024

let parser: BodyParserMiddleware | undefined

/** What a request with files holds until it is answered. */
interface Held {
  /** What lies on the disk. The parser forgets files whose field names collide. */
  paths: string[]
  giveBack: () => void
}

const held = new WeakMap<HttpContext, Held>()

/** Which kinds of body ask for a word of the route; every route takes the fields of a form. */
const KINDS: Readonly<Record<string, Takes | null>> = {
  'application/x-www-form-urlencoded': null,
  'multipart/form-data': 'files',
  'application/json': 'json',
}

/**
 * Refuses, by its head alone, a body that the route has not asked for.
 *
 * @throws 415
 */
export function refuseForeignBody(ctx: HttpContext): void {
  if (!hasBody(ctx)) return
  const kind = KINDS[bodyTypeOf(ctx)]
  if (kind === null || (kind && termsOf(ctx).takes.has(kind))) return
  throw new Exception('no such body here', { status: 415, code: 'E_UNSUPPORTED_BODY' })
}

/** Does the request bring files, or could it? */
export function bringsFiles(ctx: HttpContext): boolean {
  return hasBody(ctx) && bodyTypeOf(ctx) === 'multipart/form-data'
}

/**
 * Reads the body of a form or a message, so that `request.all()` and `request.file()` know it. Whoever sent it has been judged by
 * now: what comes in parts is written to the disk. Who calls this calls {@link dropUploads} when the answer is made.
 *
 * @throws 400 for a body that cannot be read or breaks off, 413 for one that is too large, 429 or 503 for one upload too many
 */
export async function readBody(ctx: HttpContext, sender: Uploader): Promise<void> {
  if (bringsFiles(ctx))
    held.set(ctx, { paths: [], giveBack: isSmall(ctx) ? () => {} : openUpload(sender) })
  parser ??= await app.container.make(BodyParserMiddleware)
  try {
    await parser.handle(ctx, async () => {})
    if (ctx.request.bodyType === 'multipart') await readParts(ctx)
  } catch (error) {
    throw fault(ctx, error)
  }
  ctx.request.updateBody(wellFormed(ctx.request.body()))
}

/** Removes the files of a request. What a route keeps of them it has read and stored by now. */
export async function dropUploads(ctx: HttpContext): Promise<void> {
  const { paths, giveBack } = held.get(ctx) ?? { paths: [], giveBack: () => {} }
  await Promise.all(paths.map((path) => unlink(path).catch(() => {})))
  giveBack()
}

/** What breaks off, or is compressed wrongly, is the sender's fault; the parser calls it ours. */
function fault(ctx: HttpContext, error: unknown): unknown {
  const sent = ctx.request.request
  if (sent.destroyed && !sent.complete)
    return new Exception('body broke off', { status: 400, code: 'E_BROKEN_OFF' })
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && /^(Z_|ERR_+(BROTLI|ZSTD))/.test(code))
    return new Exception('body cannot be unpacked', { status: 400, code: 'E_BAD_ENCODING' })
  return error
}

/**
 * The parser looks its handlers up by a field's name in a plain object: `constructor` would find that object's own, and end the
 * process by an error that nobody catches. Members of every object therefore have a handler, and so do the two words of a handler
 * itself, which are found once `__proto__` is set.
 */
const HANDLED = ['*', 'handler', 'options', ...Object.getOwnPropertyNames(Object.prototype)]

/** Files are written for this process alone, and remembered. */
async function readParts(ctx: HttpContext): Promise<void> {
  const { paths } = held.get(ctx)!
  const { multipart } = ctx.request
  const keep: Parameters<typeof multipart.onFile>[2] = async (part, reporter) => {
    const tmpPath = join(tmpdir(), randomUUID())
    paths.push(tmpPath)
    part.pause()
    part.on('data', reporter)
    try {
      await pipeline(part, createWriteStream(tmpPath, { mode: 0o600 }))
      return { tmpPath }
    } catch (error) {
      await unlink(tmpPath).catch(() => {})
      multipart.abort(error)
    }
  }
  for (const name of HANDLED) multipart.onFile(name, { deferValidations: true }, keep)
  const stop = isSmall(ctx) ? () => {} : endWhenSlow(ctx)
  await multipart.process().finally(stop)
}

/** What a body that holds a place has to bring: who stops sending shuts others out. Mobile networks fall silent for seconds. */
export const LEAST_PACE = { bytes: 32 * 1024, everyMs: 10_000 }

/** @throws 408, by way of the parser */
function endWhenSlow({ request }: HttpContext): () => void {
  const { socket } = request.request
  let before = socket.bytesRead
  const timer = setInterval(() => {
    if (socket.bytesRead - before < LEAST_PACE.bytes && !request.request.complete)
      request.multipart.abort(
        new Exception('body comes too slowly', { status: 408, code: 'E_TOO_SLOW' })
      )
    before = socket.bytesRead
  }, LEAST_PACE.everyMs)
  return () => clearInterval(timer)
}

/** A form that could have brought a file and says by its length that it did not. Node reads no more than was announced. */
function isSmall({ request }: HttpContext): boolean {
  const length = Number(request.header('content-length') ?? Number.NaN)
  return length <= SMALL_BODY
}

function hasBody({ request }: HttpContext): boolean {
  return request.hasBody() && request.header('content-length') !== '0'
}

function bodyTypeOf({ request }: HttpContext): string {
  return (request.header('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
}
