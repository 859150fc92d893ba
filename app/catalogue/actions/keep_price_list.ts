import { audit } from '#audit/record'
import { propose, type ProposeRefusal } from '#identity/actions/propose'
import { defineProposal } from '#identity/four_eyes'
import type Staff from '#identity/models/staff'
import type { Rupiah } from '#shared/money'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

type By = { publicId: string }

/** A price on the operator's list: contents are sold for nothing else, so two administrators agree on it (R3.1). */
export const PRICE = defineProposal<{ amount: Rupiah }, 'there'>({
  name: 'price.add',
  describe: async ({ amount }, t) => t('catalogue.desk.price_proposal', { amount }),
  check: async (trx, { amount }) => {
    const [listed] = await trx.from('price_points').where({ amount, retired: 0 }).select('id')
    return listed ? 'there' : null
  },
  apply: (trx, { amount }, { by }) => listPrice(trx, by, amount),
})

/**
 * Asks for a price on the operator's list, or back on it: it is there once a second administrator agrees (R3.1).
 *
 * @returns `there` when it is on the list already; `isDone` false while it waits
 */
export async function addPrice(
  by: Staff,
  amount: Rupiah
): Promise<Result<{ isDone: boolean }, { type: 'there' } | ProposeRefusal>> {
  const proposed = await propose(PRICE, by, { subject: String(amount), data: { amount } })
  if (proposed.ok) return ok({ isDone: proposed.value.isDone })
  const { error } = proposed
  return err(error.type === 'against' ? { type: error.why } : error)
}

async function listPrice(trx: Trx, by: By, amount: Rupiah): Promise<void> {
  await trx
    .knexQuery()
    .insert({ amount, retired: 0 })
    .into('price_points')
    .onConflict('amount')
    .merge({ retired: 0 })
  await audit(trx, {
    type: 'price.added',
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'price', id: null },
    data: { amount },
  })
}

/**
 * Takes a price off the list; to offer less needs nobody else. What has it keeps it: on sale, in approval, and in drafts.
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
