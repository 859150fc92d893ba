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

let parser: BodyParserMiddleware | undefined

/** What lies on the disk for a request. The parser forgets files whose field names collide. */
const uploads = new WeakMap<HttpContext, string[]>()

/**
 * Reads the body of a form or a message, so that `request.all()` and `request.file()` know it. Who calls this calls
 * {@link dropUploads} when the answer is made.
 *
 * @throws 400 for a body that cannot be read, 413 for one that is too large
 */
export async function readBody(ctx: HttpContext): Promise<void> {
  parser ??= await app.container.make(BodyParserMiddleware)
  try {
    await parser.handle(ctx, async () => {})
    if (ctx.request.bodyType === 'multipart') await readParts(ctx)
  } catch (error) {
    // A compression that breaks off is the sender's fault, and the parser calls it ours.
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string' || !/^(Z_|ERR_+(BROTLI|ZSTD))/.test(code)) throw error
    throw new Exception('body cannot be unpacked', { status: 400, code: 'E_BAD_ENCODING' })
  }
}

/** Removes the files of a request. What a route keeps of them it has read and stored by now. */
export async function dropUploads(ctx: HttpContext): Promise<void> {
  await Promise.all((uploads.get(ctx) ?? []).map((path) => unlink(path).catch(() => {})))
}

/** Every form takes files, wanted or not: they are written for this process alone, and remembered. */
async function readParts(ctx: HttpContext): Promise<void> {
  const paths: string[] = []
  uploads.set(ctx, paths)
  const { multipart } = ctx.request
  multipart.onFile('*', { deferValidations: true }, async (part, reporter) => {
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
  })
  await multipart.process()
}
