import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const PasswordsController = () => import('#identity/controllers/passwords_controller')
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
