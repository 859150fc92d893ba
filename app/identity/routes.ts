import router from '@adonisjs/core/services/router'
import {
  accountRoutes,
  forgottenPasswordRoutes,
  passkeyEntryRoutes,
  secondFactorRoutes,
  secondStepRoutes,
} from '#identity/account_routes'
import { middleware } from '#start/kernel'

const StaffSessionsController = () => import('#identity/controllers/staff_sessions_controller')
const InvitationsController = () => import('#identity/controllers/invitations_controller')
const StaffController = () => import('#identity/controllers/staff_controller')
const ProposalsController = () => import('#identity/controllers/proposals_controller')
const StaffAccountController = () => import('#identity/controllers/staff_account_controller')

router
  .group(() => {
    router
      .group(() => {
        router.get('/login', [StaffSessionsController, 'create']).as('login')
        router
          .post('/login', [StaffSessionsController, 'store'])
          .as('login.store')
          .use(middleware.limit({ name: 'sign_in' }))
        passkeyEntryRoutes(StaffSessionsController)
        secondStepRoutes()
        forgottenPasswordRoutes()
        router
          .get('/invitation/:token', [InvitationsController, 'show'])
          .as('invitation')
          .use(middleware.limit({ name: 'activate' }))
        router
          .post('/invitation/:token', [InvitationsController, 'store'])
          .as('invitation.store')
          .use(middleware.limit({ name: 'activate' }))
      })
      .use(middleware.allow({ who: 'guest' }))
    router
      .group(() => {
        router.post('/logout', [StaffSessionsController, 'destroy']).as('logout')
        router.get('/account', [StaffAccountController, 'show']).as('account')
        accountRoutes()
        secondFactorRoutes()
      })
      .use(middleware.allow({ who: 'staff' }))
    router
      .group(() => {
        router.get('/staff', [StaffController, 'index']).as('people')
        router.get('/staff/:id', [StaffController, 'show']).as('people.show')
        router.get('/confirmations', [ProposalsController, 'index']).as('proposals')
        router
          .post('/confirmations/:id/confirmation', [ProposalsController, 'confirm'])
          .as('proposals.confirm')
        router
          .post('/confirmations/:id/refusal', [ProposalsController, 'refuse'])
          .as('proposals.refuse')
      })
      .use(middleware.allow({ who: 'staff', roles: ['administrator'] }))
    router
      .group(() => {
        router.post('/staff/invitations', [StaffController, 'invite']).as('people.invite')
        router
          .post('/staff/invitations/:id/resend', [StaffController, 'resend'])
          .as('people.resend')
        router
          .post('/staff/invitations/:id/revoke', [StaffController, 'revoke'])
          .as('people.revoke')
        router.post('/staff/:id/role', [StaffController, 'role']).as('people.role')
        router.post('/staff/:id/disable', [StaffController, 'disable']).as('people.disable')
        router.post('/staff/:id/enable', [StaffController, 'enable']).as('people.enable')
        router
          .post('/staff/:id/second-factor', [StaffController, 'secondFactor'])
          .as('people.second_factor')
      })
      .use([
        middleware.allow({ who: 'staff', roles: ['administrator'] }),
        middleware.limit({ name: 'register' }),
      ])
  })
  .domain('staff')
  .as('staff.identity')
