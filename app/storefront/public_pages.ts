/** Pages whose text lies in the table `pages` under the same slug. */
export const STATIC_PAGES = ['guide', 'contact', 'terms', 'disclaimer'] as const

/** Pages of a store that everybody may find, products and categories aside. */
export const PUBLIC_PAGES = [
  '/',
  '/products',
  '/faq',
  '/assistant',
  '/knowledge',
  ...STATIC_PAGES.map((slug) => `/${slug}`),
]
