import router from '@adonisjs/core/services/router'
import { accountRoutes } from '#identity/account_routes'
import { guestRoutes } from '#identity/guest_routes'
import { middleware } from '#start/kernel'

const AccountController = () => import('#customers/controllers/account_controller')
const ActivationMailsController = () => import('#customers/controllers/activation_mails_controller')
const ActivationsController = () => import('#customers/controllers/activations_controller')
const ClosingsController = () => import('#customers/controllers/closings_controller')
const PaymentNumbersController = () => import('#customers/controllers/payment_numbers_controller')
const RegistrationsController = () => import('#customers/controllers/registrations_controller')
const SessionsController = () => import('#customers/controllers/sessions_controller')

const limited = {
  activate: middleware.limit({ name: 'activate' }),
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
        router.get('/account-closed', [ClosingsController, 'done']).as('closed')
      })
      .use(middleware.allow({ who: 'guest' }))

    router
      .group(() => {
        router.post('/logout', [SessionsController, 'destroy']).as('logout')
        router.get('/account', [AccountController, 'show']).as('account')
        router.post('/account', [AccountController, 'update']).as('account.update')
        accountRoutes()
        router.get('/account/close', [ClosingsController, 'create']).as('close')
        router
          .post('/account/close', [ClosingsController, 'store'])
          .as('close.store')
          .use(limited.signIn)
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
