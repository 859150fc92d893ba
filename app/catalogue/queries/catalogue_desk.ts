import db from '@adonisjs/lucid/services/db'
import Category from '#catalogue/models/category'
import PricePoint from '#catalogue/models/price_point'

/**
 * The price list and the shelves as the desk shows them, each with whether a content has it: looked up one by one, so that nothing
 * is counted.
 */
export async function catalogueDesk(): Promise<{
  prices: { amount: number; retired: boolean; isUsed: boolean }[]
  categories: { category: Category; isUsed: boolean }[]
}> {
  const points = await PricePoint.query().orderBy('amount')
  const all = await Category.query().orderBy('position').orderBy('id')
  const prices = []
  for (const { amount, retired } of points)
    prices.push({ amount, retired, isUsed: await isListed('price', amount) })
  const categories = []
  for (const category of all)
    categories.push({ category, isUsed: await isListed('category_id', category.id) })
  return { prices, categories }
}

async function isListed(column: 'price' | 'category_id', value: number): Promise<boolean> {
  const [listed] = await db.from('listings').where(column, value).select('id').limit(1)
  return listed !== undefined
}
