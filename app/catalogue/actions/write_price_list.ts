import { transaction } from '#shared/database/main'
import type { Rupiah } from '#shared/money'

/** `1100, 5500` as amounts in rupiah, each once and in order; null where something else stands there. */
export function readPriceList(text: string): Rupiah[] | null {
  const words = text.split(',').map((word) => word.trim().replaceAll('.', ''))
  if (words.some((word) => !/^[1-9]\d{0,8}$/.test(word))) return null
  return [...new Set(words.map(Number))].sort((one, other) => one - other)
}

/**
 * Makes these the operator's price list (R3.1): partners choose from them. A price that is no longer on it is retired; what is sold
 * at it keeps it.
 */
export function writePriceList(amounts: readonly Rupiah[]): Promise<void> {
  return transaction(async (trx) => {
    for (const amount of amounts) {
      await trx
        .knexQuery()
        .insert({ amount, retired: 0 })
        .into('price_points')
        .onConflict('amount')
        .merge({ retired: 0 })
    }
    await trx
      .from('price_points')
      .whereNotIn('amount', [...amounts])
      .update({ retired: 1 })
  })
}
