import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { coverSvg } from '#catalogue/cover_art'
import { sendPacked } from '#core/http/encoding'
import { isImageKey } from '#catalogue/image/sizes'
import { isPublicId } from '#shared/public_id'
import { get } from '#storage/main'

const KEPT_COVERS = 500
const covers = new Map<string, Buffer>()

/** Pictures and drawn covers: what is served under such an address never changes, so it is kept for ever. */
export default class MediaController {
  async show({ params, response }: HttpContext) {
    const key = (params['*'] as string[]).join('/')
    const bytes = isImageKey(key) ? await get(key) : null
    if (!bytes) throw new Exception('no such picture', { status: 404 })
    response.header('content-type', 'image/webp')
    response.header('cache-control', 'public, max-age=31536000, immutable')
    return response.send(bytes)
  }

  async cover(ctx: HttpContext) {
    const { params, response } = ctx
    const category = /^([a-z_]{1,40})\.svg$/.exec(params.file)?.[1]
    if (!category || category in Object.prototype || !isPublicId(params.id))
      throw new Exception('no such cover', { status: 404 })
    response.header('content-type', 'image/svg+xml; charset=utf-8')
    response.header('cache-control', 'public, max-age=31536000, immutable')
    await sendPacked(ctx, drawnCover(params.id, category), { kept: true })
  }
}

/** The cover, from memory where it was asked for lately: the map's order is the order of use. */
function drawnCover(seed: string, category: string): Buffer {
  const key = `${seed}/${category}`
  const svg = covers.get(key) ?? Buffer.from(coverSvg({ seed, category }))
  covers.delete(key)
  covers.set(key, svg)
  if (covers.size > KEPT_COVERS) covers.delete(covers.keys().next().value!)
  return svg
}
