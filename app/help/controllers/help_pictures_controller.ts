import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { helpPicture } from '#help/pictures'

/** The drawings in the help articles. */
export default class HelpPicturesController {
  show({ params, arrival, response }: HttpContext) {
    const name = /^([a-z-]{1,40})\.svg$/.exec(params.file)?.[1]
    const svg = name ? helpPicture(name, arrival.language) : null
    if (!svg) throw new Exception('no such picture', { status: 404 })
    response.header('content-type', 'image/svg+xml; charset=utf-8')
    return response.send(svg)
  }
}
