import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { coverPath } from '#catalogue/queries/cover_path'
import { DISPLAY_ZONE } from '#shared/clock'
import { formatPhone } from '#shared/phone'
import { formatDate } from '#core/views/format'
import { renderProse } from '#core/views/prose'
import type { StoreCategory } from '#storefront/queries/categories'
import { dataBlock, productData } from '#storefront/presenters/structured'
import type { Product, ProductRatings } from '#storefront/queries/product'

/** The product page's data in the words and forms of its reader (R4.4). */
export function presentProduct(
  product: Product,
  ratings: ProductRatings,
  categories: StoreCategory[],
  ctx: HttpContext
) {
  const { language } = ctx.arrival
  const category = categories.find(({ id }) => id === product.category_id)
  const shelf = { slug: category?.slug ?? '', name: category?.name[language] ?? '' }
  const trial = product.visibility === 'bound'
  const { origin } = ctx.arrival
  const structured = productData(
    { product, ratings, category: shelf, home: ctx.t('ui.nav.home') },
    {
      url: origin + ctx.path(`/products/${product.content_public_id}`),
      origin,
      prefix: language === 'id' ? '' : '/en',
    }
  )
  return {
    product,
    category: shelf,
    structured: trial ? '' : dataBlock(structured),
    rating: ratings.tenths === null ? null : decimal(ratings.tenths, language),
    ratings: {
      ...ratings,
      comments: ratings.comments.map((comment) => ({
        ...comment,
        since: comment.since === null ? null : monthOf(comment.since, language),
      })),
    },
    description: renderProse(product.description),
    facts: factsOf(product, ctx),
    picture: coverPath(
      { publicId: product.content_public_id },
      category?.slug ?? null,
      product.sizes === null ? null : { sizes: JSON.parse(product.sizes) },
      '800x600'
    ),
    trial,
  }
}

/** `Peramban: semua` is a fact with its label; a line without one stands under the general label. */
function factsOf(product: Product, { t, arrival }: HttpContext) {
  const lines = product.specification
    .split(/\r?\n/)
    .map((line) => line.replace(/^[-•*]\s*/, '').trim())
  const facts = lines.filter(Boolean).map((line) => {
    const [, label, value] = /^([^:]{2,40}):\s+(\S.*)$/.exec(line) ?? []
    return label && value
      ? { label, value }
      : { label: t('storefront.product.specification'), value: line }
  })
  const phone = product.care_phone && formatPhone(product.care_phone)
  const care = [phone, product.care_email].filter((line) => line !== null)
  if (care.length > 0)
    facts.push({ label: t('storefront.product.care'), value: care as unknown as string })
  facts.push({
    label: t('storefront.product.updated'),
    value: formatDate(product.updated, arrival.language),
  })
  return facts
}

/** 46 → `4,6` (English `4.6`). */
export function decimal(tenths: number, language: 'id' | 'en'): string {
  return `${Math.floor(tenths / 10)}${language === 'id' ? ',' : '.'}${tenths % 10}`
}

function monthOf(instant: number, language: 'id' | 'en'): string {
  return DateTime.fromMillis(instant)
    .setZone(DISPLAY_ZONE)
    .setLocale(language)
    .toFormat('MMMM yyyy')
}
