import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const PasswordsController = () => import('#identity/controllers/passwords_controller')
const ForgottenPasswordsController = () =>
  import('#identity/controllers/forgotten_passwords_controller')
const PasswordResetsController = () => import('#identity/controllers/password_resets_controller')
const OwnSecondFactorController = () => import('#identity/controllers/own_second_factor_controller')
const SecondFactorsController = () => import('#identity/controllers/second_factors_controller')
const PasskeysController = () => import('#identity/controllers/passkeys_controller')
const PasskeyOptionsController = () => import('#identity/controllers/passkey_options_controller')
const DevicesController = () => import('#identity/controllers/devices_controller')

/** A controller that is loaded when somebody first asks for it. */
export type Lazy<Method extends string> = () => Promise<{
  default: new () => Record<Method, (ctx: HttpContext) => unknown>
}>

/** Password, passkeys and signed-in devices: the same for every kind of account, inside its own group of routes. */
export function accountRoutes(): void {
  router.get('/account/password', [PasswordsController, 'edit']).as('password')
  router
    .post('/account/password', [PasswordsController, 'update'])
    .as('password.update')
    .use(middleware.limit({ name: 'sign_in' }))
  router.post('/account/sessions/:id', [DevicesController, 'destroy']).as('devices.destroy')
  passkeyRoutes()
}

function passkeyRoutes(): void {
  const limited = middleware.limit({ name: 'sign_in' })
  const at = '/account/passkeys'
  router.get(at, [PasskeysController, 'index']).as('passkeys')
  router.post(at, [PasskeysController, 'begin']).as('passkeys.begin').use(limited)
  router.post(`${at}/proof`, [PasskeyOptionsController, 'proof']).as('passkeys.proof').use(limited)
  router
    .post(`${at}/options`, [PasskeyOptionsController, 'addition'])
    .as('passkeys.options')
    .use(limited)
  router.post(`${at}/made`, [PasskeysController, 'store']).as('passkeys.store').use(limited)
  router.get(`${at}/:id`, [PasskeysController, 'show']).as('passkeys.show')
  router.post(`${at}/:id/remove`, [PasskeysController, 'remove']).as('passkeys.remove').use(limited)
}

/** Signing in with a passkey alone: inside a surface's own group of routes for guests. */
export function passkeyEntryRoutes(sessions: Lazy<'passkey'>): void {
  const limited = middleware.limit({ name: 'sign_in' })
  router
    .post('/login/passkey/options', [PasskeyOptionsController, 'entry'])
    .as('passkey.options')
    .use(limited)
  router.post('/login/passkey', [sessions, 'passkey']).as('passkey').use(limited)
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

/** The second step of signing in, for kinds of accounts that may have one: inside their own group of routes for guests. */
export function secondStepRoutes(): void {
  const limited = middleware.limit({ name: 'sign_in' })
  router.get('/login/code', [SecondFactorsController, 'create']).as('code')
  router.post('/login/code', [SecondFactorsController, 'store']).as('code.store').use(limited)
  router
    .post('/login/code/passkey/options', [PasskeyOptionsController, 'secondStep'])
    .as('code.passkey.options')
    .use(limited)
  router
    .post('/login/code/passkey', [SecondFactorsController, 'storePasskey'])
    .as('code.passkey')
    .use(limited)
  router.get('/login/recovery', [SecondFactorsController, 'recover']).as('recovery')
  router
    .post('/login/recovery', [SecondFactorsController, 'storeRecovery'])
    .as('recovery.store')
    .use(limited)
}

/** The second factor of whoever is signed in, inside their own group of routes. */
export function secondFactorRoutes(): void {
  const limited = middleware.limit({ name: 'sign_in' })
  const at = '/account/second-factor'
  router.get(at, [OwnSecondFactorController, 'show']).as('second_factor')
  router.post(at, [OwnSecondFactorController, 'begin']).as('second_factor.begin').use(limited)
  router
    .post(`${at}/confirm`, [OwnSecondFactorController, 'confirm'])
    .as('second_factor.confirm')
    .use(limited)
  router
    .post(`${at}/codes`, [OwnSecondFactorController, 'codes'])
    .as('second_factor.codes')
    .use(limited)
}

/** For those who may do without it. */
export function secondFactorOffRoute(): void {
  router
    .post('/account/second-factor/remove', [OwnSecondFactorController, 'remove'])
    .as('second_factor.remove')
    .use(middleware.limit({ name: 'sign_in' }))
}
