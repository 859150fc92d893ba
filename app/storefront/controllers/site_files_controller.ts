import type { HttpContext } from '@adonisjs/core/http'
import { asset, assetFile } from '#core/assets'
import { escapeHtml } from '#core/markup'
import { localizedPath } from '#core/http/surfaces'
import { storeCategories } from '#storefront/queries/categories'
import { newestListings } from '#storefront/queries/listings'
import { PUBLIC_PAGES } from '#storefront/public_pages'

/** Of the sitemap format's 50,000 addresses, each in two languages. */
const MOST_PRODUCTS = 20_000

/** What programs ask a site for: robots.txt, sitemap.xml, the icon. */
export default class SiteFilesController {
  /** The development store is nobody's business but its partners'. */
  robots({ arrival, response }: HttpContext) {
    response.type('text/plain')
    if (arrival.environment !== 'production') return response.send('User-agent: *\nDisallow: /\n')
    const closed = ['/account', '/orders', '/login', '/register', '/search', '/en/search'].map(
      (path) => `Disallow: ${path}`
    )
    return response.send(
      `User-agent: *\n${closed.join('\n')}\nSitemap: ${arrival.origin}/sitemap.xml\n`
    )
  }

  async sitemap(ctx: HttpContext) {
    const environment = ctx.storeEnvironment
    const sight = { kind: 'public' } as const
    const [categories, newest] = await Promise.all([
      storeCategories(environment),
      newestListings({ environment, language: 'id', sight }, { limit: MOST_PRODUCTS }),
    ])
    const paths = [
      ...PUBLIC_PAGES,
      ...categories.map(({ slug }) => `/categories/${slug}`),
      ...newest.cards.map(({ href }) => href),
    ]
    ctx.response.type('application/xml')
    return ctx.response.send(sitemapOf(ctx.arrival.origin, paths))
  }

  icon({ response }: HttpContext) {
    const file = assetFile(asset('mark.svg'))!
    response.header('content-type', file.type)
    return response.send(file.body)
  }
}

function sitemapOf(origin: string, paths: string[]): string {
  const urls = paths.map((path) => {
    const [id, en] = [origin + path, origin + localizedPath(path, 'en')].map(escapeHtml)
    return `<url><loc>${id}</loc><xhtml:link rel="alternate" hreflang="en" href="${en}"/></url>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${urls.join('\n')}
</urlset>
`
}
