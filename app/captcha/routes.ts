import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const CaptchaPicturesController = () => import('#captcha/controllers/captcha_pictures_controller')

for (const surface of ['store', 'partner', 'staff'] as const) {
  router
    .get('/captcha/:id', [CaptchaPicturesController, 'show'])
    .domain(surface)
    .as(`${surface}.captcha`)
    .use([middleware.allow({ who: 'anyone' }), middleware.limit({ name: 'captcha' })])
}
