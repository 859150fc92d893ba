import brand from '#config/brand'
import type { Language } from '#core/http/surfaces'
import type { Product, ProductRatings } from '#storefront/queries/product'

/**
 * schema.org in a script element that no browser runs: a data block (HTML, "prepare the script element"), which the policy has no say in.
 * Nothing that somebody wrote ends it: `<` is written as an escape.
 */
export function dataBlock(graph: object[]): string {
  const json = JSON.stringify({ '@context': 'https://schema.org', '@graph': graph })
  return `<script type="application/ld+json">${json.replace(/[<\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`
}

/** The store itself, and how it is searched. */
export function storeData(origin: string, language: Language): object[] {
  const prefix = language === 'id' ? '' : '/en'
  return [
    {
      '@type': 'WebSite',
      '@id': `${origin}/#site`,
      'url': `${origin}${prefix || '/'}`,
      'name': brand.name,
      'inLanguage': language,
      'publisher': { '@id': `${origin}/#operator` },
      'potentialAction': {
        '@type': 'SearchAction',
        'target': { '@type': 'EntryPoint', 'urlTemplate': `${origin}${prefix}/search?q={q}` },
        'query-input': 'required name=q',
      },
    },
    {
      '@type': 'Organization',
      '@id': `${origin}/#operator`,
      'name': brand.operator,
      'url': `${origin}/`,
      'logo': `${origin}/icons/icon-512.png`,
    },
  ]
}

interface Shown {
  product: Product
  ratings: ProductRatings
  category: { slug: string; name: string }
  home: string
}

/** A content with its price and what its buyers say of it, and where it stands. */
export function productData(
  { product, ratings, category, home }: Shown,
  { url, origin, prefix }: { url: string; origin: string; prefix: string }
): object[] {
  return [
    {
      '@type': 'Product',
      '@id': url,
      'url': url,
      'name': product.name,
      'description': product.summary,
      'category': category.name,
      'image': `${origin}/products/${product.content_public_id}/social.jpg`,
      'brand': { '@type': 'Brand', 'name': product.company },
      'offers': offer(product, url),
      ...(ratings.tenths === null
        ? {}
        : {
            aggregateRating: {
              '@type': 'AggregateRating',
              'ratingValue': (ratings.tenths / 10).toFixed(1),
              'reviewCount': ratings.total,
              'bestRating': 5,
              'worstRating': 1,
            },
          }),
    },
    {
      '@type': 'BreadcrumbList',
      'itemListElement': [
        { name: home, item: `${origin}${prefix || '/'}` },
        { name: category.name, item: `${origin}${prefix}/categories/${category.slug}` },
        { name: product.name, item: url },
      ].map((step, index) => ({ '@type': 'ListItem', 'position': index + 1, ...step })),
    },
  ]
}

function offer({ price, payment_kind: kind, company }: Product, url: string): object {
  return {
    '@type': 'Offer',
    url,
    price,
    'priceCurrency': 'IDR',
    'availability': 'https://schema.org/InStock',
    'seller': { '@type': 'Organization', 'name': company },
    ...(kind === 'once'
      ? {}
      : {
          priceSpecification: {
            '@type': 'UnitPriceSpecification',
            price,
            'priceCurrency': 'IDR',
            'billingDuration': 1,
            'billingIncrement': 1,
            'unitCode': 'MON',
          },
        }),
  }
}
