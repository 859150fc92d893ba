import type { HttpContext } from '@adonisjs/core/http'
import { formatRupiah } from '#shared/money'
import type { StoreCategory } from '#storefront/queries/categories'
import type { SearchOrder } from '#storefront/queries/search'
import { PRICE_BANDS, type SearchChoice } from '#storefront/search_form'

const SORTS: Record<SearchOrder, string> = {
  newest: 'storefront.search.sort_newest',
  cheapest: 'storefront.search.sort_cheapest',
  dearest: 'storefront.search.sort_dearest',
  rated: 'storefront.search.sort_rated',
}

/** The selects of the filter form: name, label, choices, what is chosen. */
export function filterFields(
  ctx: HttpContext,
  choice: SearchChoice,
  categories: StoreCategory[],
  withCategory: boolean
) {
  const { t } = ctx
  const any = { value: '', label: t('storefront.search.any') }
  const category = {
    name: 'category',
    label: t('storefront.search.category'),
    value: choice.category,
    options: [
      any,
      ...categories.map(({ slug, name }) => ({ value: slug, label: name[ctx.arrival.language] })),
    ],
  }
  return [
    ...(withCategory ? [category] : []),
    {
      name: 'kind',
      label: t('storefront.search.kind'),
      value: choice.kind,
      options: [
        any,
        { value: 'once', label: t('storefront.search.kind_once') },
        { value: 'subscription', label: t('storefront.search.kind_subscription') },
      ],
    },
    {
      name: 'price',
      label: t('storefront.search.price'),
      value: choice.price,
      options: [
        any,
        {
          value: 'low',
          label: t('storefront.search.price_to', { to: formatRupiah(PRICE_BANDS.low.to) }),
        },
        {
          value: 'middle',
          label: t('storefront.search.price_between', {
            from: formatRupiah(PRICE_BANDS.low.to),
            to: formatRupiah(PRICE_BANDS.middle.to),
          }),
        },
        {
          value: 'high',
          label: t('storefront.search.price_from', { from: formatRupiah(PRICE_BANDS.middle.to) }),
        },
      ],
    },
    {
      name: 'rating',
      label: t('storefront.search.rating'),
      value: choice.rating,
      options: [
        any,
        { value: '4', label: t('storefront.search.rating_least', { stars: 4 }) },
        { value: '3', label: t('storefront.search.rating_least', { stars: 3 }) },
      ],
    },
    {
      name: 'sort',
      label: t('storefront.search.sort'),
      value: choice.sort,
      options: Object.entries(SORTS).map(([value, label]) => ({ value, label: t(label) })),
    },
  ]
}
