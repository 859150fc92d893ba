import router from '@adonisjs/core/services/router'
import { middleware, page } from '#start/kernel'
import { STATIC_PAGES } from '#storefront/public_pages'

const HomeController = () => import('#storefront/controllers/home_controller')
const ProductsController = () => import('#storefront/controllers/products_controller')
const SearchesController = () => import('#storefront/controllers/searches_controller')
const RatingsController = () => import('#storefront/controllers/ratings_controller')
const RatingReportsController = () => import('#storefront/controllers/rating_reports_controller')
const RatingAnswersController = () => import('#storefront/controllers/rating_answers_controller')
const TextsController = () => import('#storefront/controllers/texts_controller')
const ModerationsController = () => import('#storefront/controllers/moderations_controller')
const PagesController = () => import('#storefront/controllers/pages_controller')
const AssistantsController = () => import('#storefront/controllers/assistants_controller')
const StaffEntriesController = () => import('#storefront/controllers/staff_entries_controller')
const SiteFilesController = () => import('#storefront/controllers/site_files_controller')

router
  .group(() => {
    router.get('/', page(HomeController, 'show')).as('home.show')
    router.get('/products', page(ProductsController, 'index')).as('products.index')
    router.get('/products/:id', page(ProductsController, 'show')).as('products.show')
    router.get('/categories/:slug', page(SearchesController, 'category')).as('categories.show')
    router.get('/search', [SearchesController, 'search']).use(middleware.limit({ name: 'search' }))
    router.get('/assistant', [AssistantsController, 'show'])
    router.get('/faq', [PagesController, 'faq'])
    for (const slug of STATIC_PAGES)
      router.get(`/${slug}`, [PagesController, 'show']).as(`pages.${slug}`).as(`pages.${slug}`)
    router.get('/robots.txt', [SiteFilesController, 'robots'])
    router.get('/sitemap.xml', [SiteFilesController, 'sitemap'])
    router.get('/sitemaps/:part', [SiteFilesController, 'sitemapPart'])
  })
  .domain('store')
  .use(middleware.allow({ who: 'anyone' }))

router
  .group(() => {
    router.get('/favicon.ico', [SiteFilesController, 'favicon'])
    router.get('/icons/:file', [SiteFilesController, 'icon'])
    router.get('/manifest.webmanifest', [SiteFilesController, 'manifest'])
    router.get('/products/:id/social.jpg', [SiteFilesController, 'picture'])
  })
  .domain('store')
  .use(middleware.allow({ who: 'machine' }))

router
  .group(() => {
    router.get('/products/:id/rating', [RatingsController, 'edit'])
    router
      .post('/products/:id/rating', [RatingsController, 'store'])
      .use(middleware.limit({ name: 'message' }))
    router.get('/ratings/:id/report', [RatingReportsController, 'create'])
    router
      .post('/ratings/:id/report', [RatingReportsController, 'store'])
      .use(middleware.limit({ name: 'message' }))
  })
  .domain('store')
  .use(middleware.allow({ who: 'customer' }))

router
  .group(() => {
    router.get('/contents/:id/ratings', [RatingAnswersController, 'index']).as('index')
    router
      .post('/contents/:id/ratings/:rating/answer', [RatingAnswersController, 'store'])
      .as('store')
      .use(middleware.limit({ name: 'message' }))
  })
  .domain('partner')
  .as('rating_answers')
  .use(middleware.allow({ who: 'partner' }))

router
  .group(() => {
    router.get('/texts', [TextsController, 'index']).as('index')
    router.get('/texts/:id', [TextsController, 'show']).as('show')
    router.post('/texts/:id/draft', [TextsController, 'save']).as('save')
    router.post('/texts/:id/decision', [TextsController, 'decide']).as('decide')
  })
  .domain('staff')
  .as('texts')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'administrator'] }))

router
  .get('/moderation', [ModerationsController, 'index'])
  .domain('staff')
  .as('moderation.index')
  .use(middleware.allow({ who: 'staff', roles: ['qa', 'administrator'] }))

router
  .post('/moderation/:id', [ModerationsController, 'store'])
  .domain('staff')
  .as('moderation.store')
  .use(middleware.allow({ who: 'staff', roles: ['qa'] }))

router
  .group(() => {
    router.get('/staff-entry/:token', [StaffEntriesController, 'show'])
    router
      .post('/staff-entry', [StaffEntriesController, 'store'])
      .use(middleware.limit({ name: 'sign_in' }))
  })
  .domain('store')
  .use(middleware.allow({ who: 'guest' }))
