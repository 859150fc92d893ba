import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import brand from '#config/brand'
import { socialPicture } from '#catalogue/queries/social_picture'
import { brandIcon, faviconIco, isBrandIcon } from '#core/brand_icons'
import { asset } from '#core/assets'
import { sitemapIndex, sitemapOf } from '#storefront/presenters/sitemap'
import { PUBLIC_PAGES } from '#storefront/public_pages'
import { storeCategories } from '#storefront/queries/categories'
import { findProduct } from '#storefront/queries/product'
import { sitemapParts, sitemapProducts, textChanges } from '#storefront/queries/sitemap'

const FOR_A_DAY = 'public, max-age=86400'
const CLOSED = ['/account', '/orders', '/login', '/register', '/search']

/** What programs ask a site for: robots.txt, site maps, icons, the manifest, pictures for networks. */
export default class SiteFilesController {
  /** The development store is nobody's business but its partners'. */
  robots({ arrival, response }: HttpContext) {
    response.type('text/plain')
    if (arrival.environment !== 'production') return response.send('User-agent: *\nDisallow: /\n')
    const closed = CLOSED.flatMap((path) => [`Disallow: ${path}`, `Disallow: /en${path}`])
    return response.send(
      `User-agent: *\n${closed.join('\n')}\nSitemap: ${arrival.origin}/sitemap.xml\n`
    )
  }

  async sitemap({ arrival, response, storeEnvironment }: HttpContext) {
    const parts = await sitemapParts(storeEnvironment)
    const paths = Array.from({ length: parts }, (_, part) => `/sitemaps/products-${part + 1}.xml`)
    response.type('application/xml')
    return response.send(sitemapIndex(arrival.origin, ['/sitemaps/pages.xml', ...paths]))
  }

  async sitemapPart({ arrival, params, response, storeEnvironment }: HttpContext) {
    const [, part] = /^products-([1-9]\d{0,5})\.xml$/.exec(params.part) ?? []
    if (!part && params.part !== 'pages.xml') throw new Exception('no such map', { status: 404 })
    const lines = part
      ? await sitemapProducts(storeEnvironment, Number(part))
      : await this.#pages(storeEnvironment)
    response.type('application/xml')
    return response.send(sitemapOf(arrival.origin, lines))
  }

  async #pages(environment: HttpContext['storeEnvironment']) {
    const [categories, changes] = await Promise.all([storeCategories(environment), textChanges()])
    const paths = [...PUBLIC_PAGES, ...categories.map(({ slug }) => `/categories/${slug}`)]
    return paths.map((path) => ({ path, changed: changes.get(path.slice(1)) ?? null }))
  }

  manifest(ctx: HttpContext) {
    const { arrival, t, response } = ctx
    response.type('application/manifest+json')
    response.header('cache-control', FOR_A_DAY)
    const icon = (name: string, edge: number, purpose: string) => ({
      src: `/icons/${name}`,
      sizes: `${edge}x${edge}`,
      type: 'image/png',
      purpose,
    })
    return response.send(
      JSON.stringify({
        id: ctx.path('/'),
        name: brand.name,
        short_name: brand.name,
        description: t('storefront.home.description'),
        lang: arrival.language,
        start_url: ctx.path('/'),
        scope: '/',
        display: 'minimal-ui',
        background_color: '#f6f2e9',
        theme_color: arrival.environment === 'production' ? '#1b3f6b' : '#efb938',
        icons: [
          { src: asset('mark.svg'), sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          icon('icon-192.png', 192, 'any'),
          icon('icon-512.png', 512, 'any'),
          icon('maskable-512.png', 512, 'maskable'),
        ],
      })
    )
  }

  async icon({ params, response }: HttpContext) {
    if (!isBrandIcon(params.file)) throw new Exception('no such icon', { status: 404 })
    response.header('content-type', 'image/png')
    response.header('cache-control', FOR_A_DAY)
    return response.send(await brandIcon(params.file))
  }

  async favicon({ response }: HttpContext) {
    response.header('content-type', 'image/vnd.microsoft.icon')
    response.header('cache-control', FOR_A_DAY)
    return response.send(await faviconIco())
  }

  /** Networks and messengers ask as guests: what a guest does not see has no picture. */
  async picture({ params, response, storeEnvironment: environment }: HttpContext) {
    const product = await findProduct({ environment, sight: { kind: 'public' } }, params.id)
    if (!product) throw new Exception('no such product', { status: 404 })
    const categories = await storeCategories(environment)
    const picture = await socialPicture({
      publicId: product.content_public_id,
      categoryKey: categories.find(({ id }) => id === product.category_id)?.slug ?? null,
      sizes: product.sizes === null ? null : JSON.parse(product.sizes),
    })
    response.header('content-type', 'image/jpeg')
    response.header('cache-control', FOR_A_DAY)
    return response.send(picture)
  }
}
