import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const TemplatesController = () => import('#pks/controllers/templates_controller')

router
  .group(() => {
    router.get('/:kind', [TemplatesController, 'show']).as('show')
    router.post('/:kind/draft', [TemplatesController, 'save']).as('save')
    router.post('/:kind/proposal', [TemplatesController, 'propose']).as('propose')
    router.post('/:kind/publication', [TemplatesController, 'publish']).as('publish')
    router.post('/:kind/return', [TemplatesController, 'return']).as('return')
    router.post('/:kind/discard', [TemplatesController, 'discard']).as('discard')
  })
  .prefix('/catalogue/templates')
  .domain('staff')
  .as('pks.templates')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'administrator'] }))
