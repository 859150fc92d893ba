import router from '@adonisjs/core/services/router'
import { accountRoutes, forgottenPasswordRoutes } from '#identity/account_routes'
import { middleware } from '#start/kernel'

const AccountController = () => import('#customers/controllers/account_controller')
const ActivationMailsController = () => import('#customers/controllers/activation_mails_controller')
const ActivationsController = () => import('#customers/controllers/activations_controller')
const PaymentNumbersController = () => import('#customers/controllers/payment_numbers_controller')
const RegistrationsController = () => import('#customers/controllers/registrations_controller')
const SessionsController = () => import('#customers/controllers/sessions_controller')

const limited = {
  register: middleware.limit({ name: 'register' }),
  activate: middleware.limit({ name: 'activate' }),
  signIn: middleware.limit({ name: 'sign_in' }),
}

router
  .group(() => {
    router
      .group(() => {
        router.get('/login', [SessionsController, 'create']).as('login')
        router.post('/login', [SessionsController, 'store']).as('login.store').use(limited.signIn)

        forgottenPasswordRoutes()

        router.get('/register', [RegistrationsController, 'create']).as('register')
        router
          .post('/register', [RegistrationsController, 'store'])
          .as('register.store')
          .use(limited.register)
        router.get('/register/sent', [RegistrationsController, 'sent']).as('sent')

        router.get('/activate/resend', [ActivationMailsController, 'create']).as('resend')
        router
          .post('/activate/resend', [ActivationMailsController, 'store'])
          .as('resend.store')
          .use(limited.activate)
        router
          .get('/activate/:token', [ActivationsController, 'show'])
          .as('activate')
          .use(limited.activate)
        router
          .post('/activate/:token', [ActivationsController, 'store'])
          .as('activate.store')
          .use(limited.activate)
      })
      .use(middleware.allow({ who: 'guest' }))

    router
      .group(() => {
        router.post('/logout', [SessionsController, 'destroy']).as('logout')
        router.get('/account', [AccountController, 'show']).as('account')
        router.post('/account', [AccountController, 'update']).as('account.update')
        accountRoutes()
        router
          .post('/account/numbers', [PaymentNumbersController, 'store'])
          .as('numbers.store')
          .use(limited.activate)
        router.get('/account/numbers/:id', [PaymentNumbersController, 'show']).as('numbers.show')
        router
          .post('/account/numbers/:id', [PaymentNumbersController, 'update'])
          .as('numbers.update')
          .use(limited.activate)
        router
          .post('/account/numbers/:id/resend', [PaymentNumbersController, 'resend'])
          .as('numbers.resend')
          .use(limited.activate)
        router
          .post('/account/numbers/:id/remove', [PaymentNumbersController, 'destroy'])
          .as('numbers.remove')
      })
      .use(middleware.allow({ who: 'customer' }))
  })
  .domain('store')
  .as('customers')
