import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { assetFile } from '#core/assets'

/** Styles, scripts, fonts: their names carry their content's hash, so they are kept for ever. */
export default class AssetsController {
  show({ request, response }: HttpContext) {
    const file = assetFile(request.url())
    if (!file) throw new Exception('no such asset', { status: 404 })
    response.header('content-type', file.type)
    response.header('cache-control', 'public, max-age=31536000, immutable')
    response.append('vary', 'Accept-Encoding')
    response.header('etag', file.etag)
    const accepted = request.header('accept-encoding') ?? ''
    if (file.brotli && /\bbr\b/.test(accepted))
      return response.header('content-encoding', 'br').send(file.brotli)
    if (file.gzip && /\bgzip\b/.test(accepted))
      return response.header('content-encoding', 'gzip').send(file.gzip)
    return response.send(file.body)
  }
}
