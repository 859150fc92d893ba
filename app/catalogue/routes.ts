import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const ContentsController = () => import('#catalogue/controllers/contents_controller')
const CatalogueDeskController = () => import('#catalogue/controllers/catalogue_desk_controller')
const TermsDeskController = () => import('#catalogue/controllers/terms_desk_controller')
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
      .use([middleware.limit({ name: 'upload' }), middleware.takes({ kind: 'files' })])
    router.get('/contents/:id/edit', [ContentsController, 'edit']).as('contents.edit')
    router
      .post('/contents/:id', [ContentsController, 'update'])
      .as('contents.update')
      .use([middleware.limit({ name: 'upload' }), middleware.takes({ kind: 'files' })])
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

router
  .group(() => {
    router.get('/catalogue', [CatalogueDeskController, 'show']).as('show')
    router.post('/catalogue/prices', [CatalogueDeskController, 'addPrice']).as('price')
    router
      .post('/catalogue/prices/:amount/retirement', [CatalogueDeskController, 'retirePrice'])
      .as('price.retire')
    router
      .post('/catalogue/prices/:amount/restoration', [CatalogueDeskController, 'restorePrice'])
      .as('price.restore')
    router.post('/catalogue/categories', [CatalogueDeskController, 'addCategory']).as('category')
    router
      .get('/catalogue/categories/:key', [CatalogueDeskController, 'editCategory'])
      .as('category.edit')
    router
      .post('/catalogue/categories/:key', [CatalogueDeskController, 'renameCategory'])
      .as('category.rename')
    router
      .post('/catalogue/categories/:key/position', [CatalogueDeskController, 'moveCategory'])
      .as('category.move')
    router
      .post('/catalogue/categories/:key/retirement', [CatalogueDeskController, 'retireCategory'])
      .as('category.retire')
    router
      .post('/catalogue/categories/:key/restoration', [CatalogueDeskController, 'restoreCategory'])
      .as('category.restore')
    router.get('/catalogue/terms', [TermsDeskController, 'show']).as('terms')
    router.post('/catalogue/terms/draft', [TermsDeskController, 'save']).as('terms.save')
    router
      .post('/catalogue/terms/publication', [TermsDeskController, 'publish'])
      .as('terms.publish')
    router.post('/catalogue/terms/discard', [TermsDeskController, 'discard']).as('terms.discard')
  })
  .domain('staff')
  .as('catalogue_desk')
  .use(middleware.allow({ who: 'staff', roles: ['administrator'] }))
