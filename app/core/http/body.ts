import { unlink } from 'node:fs/promises'
import type { HttpContext } from '@adonisjs/core/http'
import type { MultipartFile } from '@adonisjs/core/bodyparser'
import app from '@adonisjs/core/services/app'
import { Exception } from '@adonisjs/core/exceptions'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'

let parser: BodyParserMiddleware | undefined

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
  } catch (error) {
    // A compression that breaks off is the sender's fault, and the parser calls it ours.
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string' || !/^(Z_|ERR_+(BROTLI|ZSTD))/.test(code)) throw error
    throw new Exception('body cannot be unpacked', { status: 400, code: 'E_BAD_ENCODING' })
  }
}

/**
 * Removes what {@link readBody} wrote to the disk: every form takes files, wanted or not, and nobody else does. What a
 * route keeps of them it has read and stored by now.
 */
export async function dropUploads({ request }: HttpContext): Promise<void> {
  // The parser's own property: `allFiles()` throws where no multipart body was read.
  const { __raw_files: files } = request as unknown as { __raw_files?: unknown }
  const paths = pathsIn(files)
  await Promise.all(paths.map((path) => unlink(path).catch(() => {})))
}

function pathsIn(files: unknown): string[] {
  if (typeof files !== 'object' || files === null) return []
  const { isMultipartFile, tmpPath } = files as Partial<MultipartFile>
  if (isMultipartFile === true) return tmpPath ? [tmpPath] : []
  return Object.values(files).flatMap(pathsIn)
}
