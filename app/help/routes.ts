import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const KnowledgeController = () => import('#help/controllers/knowledge_controller')
const HelpPicturesController = () => import('#help/controllers/help_pictures_controller')
const DocumentsController = () => import('#help/controllers/documents_controller')

for (const surface of ['store', 'partner'] as const) {
  router
    .group(() => {
      router
        .get('/knowledge', [KnowledgeController, 'index'])
        .as('index')
        .use(middleware.limit({ name: 'search' }))
      router.get('/knowledge/:slug', [KnowledgeController, 'show']).as('show')
      router.get('/help-pictures/:file', [HelpPicturesController, 'show']).as('picture')
    })
    .domain(surface)
    .as(`${surface}.knowledge`)
    .use(middleware.allow({ who: 'anyone' }))
}

router
  .group(() => {
    router.get('/documents', [DocumentsController, 'index']).as('index')
    router.get('/documents/integration', [DocumentsController, 'show']).as('show')
    router.get('/documents/integration.pdf', [DocumentsController, 'pdf']).as('pdf')
    router.get('/documents/test-vectors.json', [DocumentsController, 'vectors']).as('vectors')
    router.get('/documents/openapi.json', [DocumentsController, 'openapi']).as('openapi')
    router.get('/documents/samples/:file', [DocumentsController, 'sample']).as('sample')
  })
  .domain('partner')
  .as('documents')
  .use(middleware.allow({ who: 'partner' }))
