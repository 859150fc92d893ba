import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const SessionsController = () => import('#partners/controllers/sessions_controller')
const DevicesController = () => import('#identity/controllers/devices_controller')

router
  .group(() => {
    router
      .group(() => {
        router.get('/login', [SessionsController, 'create']).as('login')
        router
          .post('/login', [SessionsController, 'store'])
          .as('login.store')
          .use(middleware.limit({ name: 'sign_in' }))
      })
      .use(middleware.allow({ who: 'guest' }))
    router
      .group(() => {
        router.post('/logout', [SessionsController, 'destroy']).as('logout')
        router.post('/account/sessions/:id', [DevicesController, 'destroy']).as('devices.destroy')
      })
      .use(middleware.allow({ who: 'partner' }))
  })
  .domain('partner')
  .as('partners')
