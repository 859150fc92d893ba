import router from '@adonisjs/core/services/router'
import { accountRoutes, forgottenPasswordRoutes } from '#identity/account_routes'
import { middleware } from '#start/kernel'

const AccountController = () => import('#partners/controllers/account_controller')
const ActivationMailsController = () => import('#partners/controllers/activation_mails_controller')
const ActivationsController = () => import('#partners/controllers/activations_controller')
const RegistrationReviewsController = () =>
  import('#partners/controllers/registration_reviews_controller')
const RegistrationsController = () => import('#partners/controllers/registrations_controller')
const SessionsController = () => import('#partners/controllers/sessions_controller')

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
        router.get('/register/review', [RegistrationReviewsController, 'show']).as('review')
        router
          .post('/register/review', [RegistrationReviewsController, 'store'])
          .as('review.store')
          .use(limited.register)
        router.get('/register/sent', [RegistrationReviewsController, 'sent']).as('sent')

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
        router.get('/account/edit', [AccountController, 'edit']).as('account.edit')
        router
          .post('/account/edit', [AccountController, 'update'])
          .as('account.update')
          .use(limited.signIn)
        accountRoutes()
      })
      .use(middleware.allow({ who: 'partner' }))
  })
  .domain('partner')
  .as('partners')
