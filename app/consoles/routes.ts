import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const PartnerHomeController = () => import('#consoles/controllers/partner_home_controller')
const StaffHomeController = () => import('#consoles/controllers/staff_home_controller')
const CompaniesController = () => import('#consoles/controllers/companies_controller')
const ContentsController = () => import('#consoles/controllers/contents_controller')
const AuditController = () => import('#consoles/controllers/audit_controller')
const AuditExportsController = () => import('#consoles/controllers/audit_exports_controller')
const NoticesController = () => import('#consoles/controllers/notices_controller')
const OutboxController = () => import('#consoles/controllers/outbox_controller')

router
  .group(() => {
    router.get('/', [PartnerHomeController, 'show']).as('home')
  })
  .domain('partner')
  .as('partner')
  .use(middleware.allow({ who: 'anyone' }))

router
  .group(() => {
    router.get('/', [StaffHomeController, 'show']).as('home')
  })
  .domain('staff')
  .as('staff')
  .use(middleware.allow({ who: 'staff' }))

router
  .group(() => {
    router.get('/companies', [CompaniesController, 'index']).as('index')
    router.get('/companies/:id', [CompaniesController, 'show']).as('show')
  })
  .domain('staff')
  .as('companies')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'administrator'] }))

router
  .group(() => {
    router.post('/companies/:id/reveal', [CompaniesController, 'reveal']).as('reveal')
    router
      .post('/companies/:id/changes/:change/validation', [CompaniesController, 'validate'])
      .as('validate')
    router
      .post('/companies/:id/changes/:change/return', [CompaniesController, 'sendBack'])
      .as('send_back')
  })
  .domain('staff')
  .as('companies.legal')
  .use(middleware.allow({ who: 'staff', roles: ['legal'] }))

router
  .post('/companies/:id/second-factor', [CompaniesController, 'resetFactor'])
  .domain('staff')
  .as('companies.second_factor')
  .use(middleware.allow({ who: 'staff', roles: ['administrator'] }))

router
  .group(() => {
    router.get('/contents', [ContentsController, 'index']).as('index')
    router.get('/contents/:id', [ContentsController, 'show']).as('show')
  })
  .domain('staff')
  .as('staff_contents')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'administrator'] }))

router
  .group(() => {
    router.post('/contents/:id/suspension', [ContentsController, 'suspend']).as('suspend')
    router.post('/contents/:id/resumption', [ContentsController, 'resume']).as('resume')
  })
  .domain('staff')
  .as('staff_contents.legal')
  .use(middleware.allow({ who: 'staff', roles: ['legal'] }))

router
  .group(() => {
    router.get('/audit', [AuditController, 'index']).as('audit')
    router.post('/audit/exports', [AuditExportsController, 'store']).as('audit.export')
    router.get('/outbox', [OutboxController, 'index']).as('outbox')
    router.post('/outbox/:id/retry', [OutboxController, 'retry']).as('outbox.retry')
  })
  .domain('staff')
  .as('administration')
  .use(middleware.allow({ who: 'staff', roles: ['administrator'] }))

for (const [surface, who] of [
  ['store', 'customer'],
  ['partner', 'partner'],
  ['staff', 'staff'],
] as const) {
  router
    .group(() => {
      router.get('/notices', [NoticesController, 'index']).as('index')
      router.post('/notices/readings', [NoticesController, 'updateAll']).as('read_all')
      router.get('/notices/:id', [NoticesController, 'show']).as('show')
      router.post('/notices/:id/reading', [NoticesController, 'update']).as('read')
    })
    .domain(surface)
    .as(`${surface}.notices`)
    .use(middleware.allow({ who }))
}
