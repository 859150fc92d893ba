import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const AssetsController = () => import('#core/controllers/assets_controller')
const CaptchasController = () => import('#core/controllers/captchas_controller')
const HealthController = () => import('#core/controllers/health_controller')

for (const surface of ['store', 'partner', 'staff', 'doorway'] as const) {
  router
    .group(() => {
      router.get('/assets/*', [AssetsController, 'show']).as('assets')
      router.get('/health', [HealthController, 'show']).as('health')
    })
    .domain(surface)
    .as(surface)
    .use(middleware.allow({ who: 'machine' }))
}

for (const surface of ['store', 'partner', 'staff'] as const) {
  router
    .get('/captcha/new', [CaptchasController, 'create'])
    .domain(surface)
    .as(`${surface}.captchas.create`)
    .use([middleware.allow({ who: 'anyone' }), middleware.limit({ name: 'captcha' })])
}
