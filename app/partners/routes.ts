import router from '@adonisjs/core/services/router'
import {
  accountRoutes,
  secondFactorOffRoute,
  secondFactorRoutes,
  secondStepRoutes,
} from '#identity/account_routes'
import { guestRoutes } from '#identity/guest_routes'
import { middleware } from '#start/kernel'

const AccountController = () => import('#partners/controllers/account_controller')
const ActivationMailsController = () => import('#partners/controllers/activation_mails_controller')
const ActivationsController = () => import('#partners/controllers/activations_controller')
const EmailController = () => import('#partners/controllers/email_controller')
const EmailLinksController = () => import('#partners/controllers/email_links_controller')
const RegistrationReviewsController = () =>
  import('#partners/controllers/registration_reviews_controller')
const RegistrationsController = () => import('#partners/controllers/registrations_controller')
const SessionsController = () => import('#partners/controllers/sessions_controller')

const limited = {
  activate: middleware.limit({ name: 'activate' }),
  register: middleware.limit({ name: 'register' }),
  signIn: middleware.limit({ name: 'sign_in' }),
}

router
  .group(() => {
    router
      .group(() => {
        guestRoutes({
          sessions: SessionsController,
          registrations: RegistrationsController,
          activations: ActivationsController,
          activationMails: ActivationMailsController,
        })
        secondStepRoutes()
        router.get('/email/done', [EmailLinksController, 'done']).as('email_link.done')
        router
          .get('/email/:token', [EmailLinksController, 'show'])
          .as('email_link')
          .use(limited.activate)
        router
          .post('/email/:token', [EmailLinksController, 'store'])
          .as('email_link.store')
          .use(limited.activate)
        router.get('/register/review', [RegistrationReviewsController, 'show']).as('review')
        router
          .post('/register/review', [RegistrationReviewsController, 'store'])
          .as('review.store')
          .use(limited.register)
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
        secondFactorRoutes()
        secondFactorOffRoute()
        router.get('/account/email', [EmailController, 'show']).as('email')
        router
          .post('/account/email', [EmailController, 'store'])
          .as('email.store')
          .use(limited.signIn)
        router
          .post('/account/email/resend', [EmailController, 'resend'])
          .as('email.resend')
          .use(limited.activate)
        router
          .post('/account/email/cancel', [EmailController, 'destroy'])
          .as('email.cancel')
          .use(limited.activate)
      })
      .use(middleware.allow({ who: 'partner' }))
  })
  .domain('partner')
  .as('partners')
