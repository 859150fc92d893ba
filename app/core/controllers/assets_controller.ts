import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { assetFile } from '#core/assets'
import { encodingFor } from '#core/http/encoding'

/** Styles, scripts, fonts: their names carry their content's hash, so they are kept for ever. */
export default class AssetsController {
  show({ request, response }: HttpContext) {
    const file = assetFile(request.url())
    if (!file) throw new Exception('no such asset', { status: 404 })
    response.header('content-type', file.type)
    response.header('cache-control', 'public, max-age=31536000, immutable')
    response.append('vary', 'Accept-Encoding')
    response.header('etag', file.etag)
    const encoding = encodingFor(request.header('accept-encoding'))
    const packed = { br: file.brotli, gzip: file.gzip }
    if (encoding && packed[encoding])
      return response.header('content-encoding', encoding).send(packed[encoding])
    return response.send(file.body)
  }
}
