import { audit } from '#audit/record'
import type { Rupiah } from '#shared/money'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

type By = { publicId: string }

/**
 * Puts a price on the operator's list, or back on it (R3.1).
 *
 * @returns `there` when it is on the list already
 */
export function addPrice(by: By, amount: Rupiah): Promise<Result<undefined, { type: 'there' }>> {
  return transaction(async (trx): Promise<Result<undefined, { type: 'there' }>> => {
    const [made] = await trx
      .knexQuery()
      .insert({ amount, retired: 0 })
      .into('price_points')
      .onConflict('amount')
      .ignore()
      .returning('id')
    if (!made) {
      const back = trx.from('price_points').where({ amount, retired: 1 })
      if (Number(await back.update({ retired: 0 })) !== 1) return err({ type: 'there' })
    }
    await audit(trx, {
      type: 'price.added',
      actor: { kind: 'staff', id: by.publicId },
      subject: { kind: 'price', id: null },
      data: { amount },
    })
    return ok()
  })
}

/**
 * Takes a price off the list. What has it keeps it: on sale, in approval, and in drafts.
 *
 * @returns `not_there` when it is on the list no more
 */
export function retirePrice(
  by: By,
  amount: Rupiah
): Promise<Result<undefined, { type: 'not_there' }>> {
  return transaction(async (trx): Promise<Result<undefined, { type: 'not_there' }>> => {
    const listed = trx.from('price_points').where({ amount, retired: 0 })
    if (Number(await listed.update({ retired: 1 })) !== 1) return err({ type: 'not_there' })
    await audit(trx, {
      type: 'price.retired',
      actor: { kind: 'staff', id: by.publicId },
      subject: { kind: 'price', id: null },
      data: { amount },
    })
    return ok()
  })
}
