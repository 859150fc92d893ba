import { escapeHtml } from '#core/markup'
import { localizedPath } from '#core/http/surfaces'
import type { SitemapLine } from '#storefront/queries/sitemap'

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
const FORMAT = 'http://www.sitemaps.org/schemas/sitemap/0.9'
const LANGUAGES = ['id', 'en'] as const

/** A site map of other site maps (sitemaps.org): which there are. */
export function sitemapIndex(origin: string, paths: string[]): string {
  const maps = paths.map((path) => `<sitemap><loc>${escapeHtml(origin + path)}</loc></sitemap>`)
  return `${HEAD}\n<sitemapindex xmlns="${FORMAT}">\n${maps.join('\n')}\n</sitemapindex>\n`
}

/** Each page in each language is an entry of its own that names all of them, itself included: so search engines read them as one. */
export function sitemapOf(origin: string, lines: SitemapLine[]): string {
  return `${HEAD}\n<urlset xmlns="${FORMAT}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${lines.map((line) => entries(origin, line)).join('\n')}\n</urlset>\n`
}

function entries(origin: string, { path, changed }: SitemapLine): string {
  const addresses = LANGUAGES.map((language) => ({
    language,
    href: escapeHtml(origin + localizedPath(path, language)),
  }))
  const alternates = addresses
    .map(
      ({ language, href }) => `<xhtml:link rel="alternate" hreflang="${language}" href="${href}"/>`
    )
    .join('')
  const since = changed === null ? '' : `<lastmod>${new Date(changed).toISOString()}</lastmod>`
  return addresses
    .map(({ href }) => `<url><loc>${href}</loc>${since}${alternates}</url>`)
    .join('\n')
}
