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
const BankChangesController = () => import('#partners/controllers/bank_changes_controller')
const KeptFactorsController = () => import('#partners/controllers/kept_factors_controller')
const BankReviewsController = () => import('#partners/controllers/bank_reviews_controller')
const PersonalDataController = () => import('#partners/controllers/personal_data_controller')
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
  link: middleware.limit({ name: 'activate' }),
  resend: middleware.limit({ name: 'resend' }),
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
        router
          .post('/account/bank-change/cancel', [BankChangesController, 'cancel'])
          .as('bank_change.cancel')
        router
          .post('/account/bank-change/resend', [BankChangesController, 'resend'])
          .as('bank_change.resend')
          .use(limited.resend)
        router.get('/account/data', [PersonalDataController, 'show']).as('data')
        router
          .post('/account/data/export', [PersonalDataController, 'export'])
          .as('data.export')
          .use(limited.signIn)
        router
          .post('/account/data/erasure', [PersonalDataController, 'erase'])
          .as('data.erase')
          .use(limited.signIn)
        router.post('/account/data/kept', [PersonalDataController, 'keep']).as('data.keep')
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

// The mailed link is its own proof: whoever reads the registered address may press it, signed in or not.
router
  .group(() => {
    router.get('/bank-change/:token', [BankChangesController, 'show']).as('show').use(limited.link)
    router
      .post('/bank-change/:token', [BankChangesController, 'store'])
      .as('store')
      .use(limited.link)
    router
      .post('/bank-change/:token/decline', [BankChangesController, 'decline'])
      .as('decline')
      .use(limited.link)
  })
  .domain('partner')
  .as('bank_change')
  .use(middleware.allow({ who: 'anyone' }))

router
  .group(() => {
    router
      .get('/second-factor-kept/:token', [KeptFactorsController, 'show'])
      .as('show')
      .use(limited.link)
    router
      .post('/second-factor-kept/:token', [KeptFactorsController, 'store'])
      .as('store')
      .use(limited.link)
  })
  .domain('partner')
  .as('kept_factor')
  .use(middleware.allow({ who: 'anyone' }))

router
  .group(() => {
    router.get('/bank-changes', [BankReviewsController, 'index']).as('index')
    router.get('/bank-changes/:id', [BankReviewsController, 'show']).as('show')
    router.post('/bank-changes/:id/reveal', [BankReviewsController, 'reveal']).as('reveal')
    router.post('/bank-changes/:id/check', [BankReviewsController, 'check']).as('check')
    router.post('/bank-changes/:id/approval', [BankReviewsController, 'approve']).as('approve')
    router.post('/bank-changes/:id/refusal', [BankReviewsController, 'refuse']).as('refuse')
  })
  .domain('staff')
  .as('bank_reviews')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'finance'] }))
