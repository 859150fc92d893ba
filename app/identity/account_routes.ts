import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const PasswordsController = () => import('#identity/controllers/passwords_controller')
const ForgottenPasswordsController = () =>
  import('#identity/controllers/forgotten_passwords_controller')
const PasswordResetsController = () => import('#identity/controllers/password_resets_controller')
const DevicesController = () => import('#identity/controllers/devices_controller')

/** Password and signed-in devices: the same for every kind of account, inside its own group of routes. */
export function accountRoutes(): void {
  router.get('/account/password', [PasswordsController, 'edit']).as('password')
  router
    .post('/account/password', [PasswordsController, 'update'])
    .as('password.update')
    .use(middleware.limit({ name: 'sign_in' }))
  router.post('/account/sessions/:id', [DevicesController, 'destroy']).as('devices.destroy')
}

/** A forgotten password: the same for every kind of account, inside its own group of routes for guests. */
export function forgottenPasswordRoutes(): void {
  const limited = middleware.limit({ name: 'reset' })
  router.get('/password/forgot', [ForgottenPasswordsController, 'create']).as('forgotten')
  router
    .post('/password/forgot', [ForgottenPasswordsController, 'store'])
    .as('forgotten.store')
    .use(limited)
  router.get('/password/reset/:token', [PasswordResetsController, 'edit']).as('reset').use(limited)
  router
    .post('/password/reset/:token', [PasswordResetsController, 'update'])
    .as('reset.update')
    .use(limited)
}
