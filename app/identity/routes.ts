import router from '@adonisjs/core/services/router'
import {
  accountRoutes,
  forgottenPasswordRoutes,
  secondFactorRoutes,
  secondStepRoutes,
} from '#identity/account_routes'
import { middleware } from '#start/kernel'

const StaffSessionsController = () => import('#identity/controllers/staff_sessions_controller')
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
        secondStepRoutes()
        forgottenPasswordRoutes()
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
  })
  .domain('staff')
  .as('staff.identity')
