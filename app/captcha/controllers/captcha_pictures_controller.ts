import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { picture } from '#captcha/main'

export default class CaptchaPicturesController {
  show({ params, response }: HttpContext) {
    const svg = picture(String(params.id).replace(/\.svg$/, ''))
    if (!svg) throw new Exception('no such captcha', { status: 404, code: 'E_NOT_FOUND' })
    response.header('content-type', 'image/svg+xml')
    response.header('cache-control', 'no-store')
    return response.send(svg)
  }
}
