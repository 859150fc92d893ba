import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const UnknownPagesController = () => import('#core/controllers/unknown_pages_controller')

for (const surface of ['store', 'partner', 'staff', 'doorway'] as const) {
  router
    .get('*', [UnknownPagesController, 'show'])
    .domain(surface)
    .as(`${surface}.unknown`)
    .use(middleware.allow({ who: 'anyone' }))
}
