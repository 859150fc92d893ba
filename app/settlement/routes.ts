import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const FinanceDeskController = () => import('#settlement/controllers/finance_desk_controller')
const ReportsController = () => import('#settlement/controllers/reports_controller')

router
  .group(() => {
    router.get('/reports', [ReportsController, 'index']).as('index')
    router.get('/reports/transactions.csv', [ReportsController, 'csv']).as('csv')
  })
  .domain('partner')
  .as('reports')
  .use(middleware.allow({ who: 'partner' }))

router
  .group(() => {
    router.get('/finance', [FinanceDeskController, 'show']).as('desk')
  })
  .domain('staff')
  .as('finance')
  .use(middleware.allow({ who: 'staff', roles: ['finance', 'administrator'] }))
