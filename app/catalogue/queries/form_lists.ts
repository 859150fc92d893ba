import Category from '#catalogue/models/category'
import PricePoint from '#catalogue/models/price_point'

/** The categories and prices that a partner may choose from (R3.1). */
export async function formLists(): Promise<{ categories: Category[]; prices: number[] }> {
  const categories = await Category.query().where('retired', 0).orderBy('position')
  const points = await PricePoint.query().where('retired', 0).orderBy('amount')
  return { categories, prices: points.map(({ amount }) => amount) }
}
