import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const IntegrationController = () => import('#forwarding/controllers/integration_controller')
const CallsController = () => import('#forwarding/controllers/calls_controller')
const KeysController = () => import('#forwarding/controllers/keys_controller')

router
  .group(() => {
    router.get('/integration', [IntegrationController, 'index']).as('index')
    router.get('/integration/live', [IntegrationController, 'live']).as('live')
    router
      .post('/integration/scenarios/:scenario', [IntegrationController, 'run'])
      .as('scenarios.run')
      .use(middleware.limit({ name: 'buy' }))
    router.post('/integration/urls/on', [IntegrationController, 'switchOn']).as('urls.on')
    router.post('/integration/keys', [KeysController, 'store']).as('keys.store')
    router.post('/integration/keys/activate', [KeysController, 'activate']).as('keys.activate')
    router.get('/integration/calls/:id', [CallsController, 'show']).as('calls.show')
    router.get('/integration/calls/:id/trace', [CallsController, 'trace']).as('calls.trace')
    router
      .post('/integration/calls/:id/resend', [CallsController, 'resend'])
      .as('calls.resend')
      .use(middleware.limit({ name: 'buy' }))
  })
  .domain('partner')
  .as('integration')
  .use(middleware.allow({ who: 'partner' }))
