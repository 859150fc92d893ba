import { audit } from '#audit/record'
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
 * at it keeps it. What changes is recorded, price by price.
 */
export function writePriceList(amounts: readonly Rupiah[]): Promise<void> {
  return transaction(async (trx) => {
    const rows = await trx.from('price_points').forUpdate().select('amount', 'retired')
    const known = new Set(rows.map(({ amount }) => Number(amount)))
    const listed = rows.filter(({ retired }) => !retired).map(({ amount }) => Number(amount))
    for (const amount of amounts) {
      if (listed.includes(amount)) continue
      if (known.has(amount)) await trx.from('price_points').where({ amount }).update({ retired: 0 })
      else await trx.insertQuery().table('price_points').insert({ amount, retired: 0 })
      await record('price.added', amount)
    }
    for (const amount of listed) {
      if (amounts.includes(amount)) continue
      await trx.from('price_points').where({ amount }).update({ retired: 1 })
      await record('price.retired', amount)
    }

    function record(type: 'price.added' | 'price.retired', amount: Rupiah): Promise<void> {
      const subject = { kind: 'price', id: null } as const
      return audit(trx, { type, actor: { kind: 'system' }, subject, data: { amount } })
    }
  })
}
