import router from '@adonisjs/core/services/router'
import { forgottenPasswordRoutes, passkeyEntryRoutes, type Lazy } from '#identity/account_routes'
import { middleware } from '#start/kernel'

/** Who answers: each surface where people register has its own. */
export interface GuestControllers {
  sessions: Lazy<'create' | 'store' | 'passkey'>
  registrations: Lazy<'create' | 'store' | 'sent'>
  activations: Lazy<'show' | 'store'>
  activationMails: Lazy<'create' | 'store'>
}

/** Registering, activating by mail, signing in: inside a surface's own group of routes for guests. */
export function guestRoutes(answers: GuestControllers): void {
  const limited = {
    register: middleware.limit({ name: 'register' }),
    activate: middleware.limit({ name: 'activate' }),
    signIn: middleware.limit({ name: 'sign_in' }),
  }
  router.get('/login', [answers.sessions, 'create']).as('login')
  router.post('/login', [answers.sessions, 'store']).as('login.store').use(limited.signIn)
  passkeyEntryRoutes(answers.sessions)
  forgottenPasswordRoutes()

  router.get('/register', [answers.registrations, 'create']).as('register')
  router
    .post('/register', [answers.registrations, 'store'])
    .as('register.store')
    .use(limited.register)
  router.get('/register/sent', [answers.registrations, 'sent']).as('sent')

  router.get('/activate/resend', [answers.activationMails, 'create']).as('resend')
  router
    .post('/activate/resend', [answers.activationMails, 'store'])
    .as('resend.store')
    .use(limited.activate)
  router.get('/activate/:token', [answers.activations, 'show']).as('activate').use(limited.activate)
  router
    .post('/activate/:token', [answers.activations, 'store'])
    .as('activate.store')
    .use(limited.activate)
}
