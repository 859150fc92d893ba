import Category from '#catalogue/models/category'
import PricePoint from '#catalogue/models/price_point'
import type ContentVersion from '#catalogue/models/content_version'
import type { Rupiah } from '#shared/money'

export interface FormLists {
  categories: Category[]
  prices: { amount: Rupiah; retired: boolean }[]
}

/**
 * The categories and prices that a partner may choose from (R3.1). What staff have retired is not on offer any more, but stays for
 * the content that has it.
 *
 * @param version as its partner writes it; null for a new content
 */
export async function formLists(
  version: Pick<ContentVersion, 'categoryId' | 'price'> | null
): Promise<FormLists> {
  const categories = await Category.query()
    .where('retired', 0)
    .if(version?.categoryId, (query) => query.orWhere('id', version!.categoryId!))
    .orderBy('position')
    .orderBy('id')
  const points = await PricePoint.query()
    .where('retired', 0)
    .if(version?.price, (query) => query.orWhere('amount', version!.price!))
    .orderBy('amount')
  return { categories, prices: points.map(({ amount, retired }) => ({ amount, retired })) }
}
