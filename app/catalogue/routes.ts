import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const ContentsController = () => import('#catalogue/controllers/contents_controller')
const ChecksController = () => import('#catalogue/controllers/checks_controller')
const DraftsController = () => import('#catalogue/controllers/drafts_controller')
const MediaController = () => import('#catalogue/controllers/media_controller')

for (const surface of ['store', 'partner', 'staff'] as const) {
  router
    .group(() => {
      router.get('/media/*', [MediaController, 'show']).as('media')
      router.get('/covers/:id/:file', [MediaController, 'cover']).as('cover')
    })
    .domain(surface)
    .as(surface)
    .use(middleware.allow({ who: 'machine' }))
}

router
  .group(() => {
    router.get('/contents/new', [ContentsController, 'create']).as('contents.create')
    router
      .post('/contents', [ContentsController, 'store'])
      .as('contents.store')
      .use(middleware.limit({ name: 'upload' }))
    router.get('/contents/:id/edit', [ContentsController, 'edit']).as('contents.edit')
    router
      .post('/contents/:id', [ContentsController, 'update'])
      .as('contents.update')
      .use(middleware.limit({ name: 'upload' }))
    router
      .post('/contents/:id/draft', [DraftsController, 'update'])
      .as('drafts.update')
      .use(middleware.limit({ name: 'autosave' }))
    router.get('/contents/:id/check', [ChecksController, 'show']).as('checks.show')
    router
      .post('/contents/:id/check', [ChecksController, 'store'])
      .as('checks.store')
      .use(middleware.limit({ name: 'content_check' }))
  })
  .domain('partner')
  .use(middleware.allow({ who: 'partner' }))
