import { audit } from '#audit/record'
import Category from '#catalogue/models/category'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

type By = { publicId: string }
type Kept = Result<undefined, { type: 'there' | 'not_there' }>

/** Adds a shelf at the end. Its key stands in addresses and never changes. */
export function addCategory(
  by: By,
  category: { key: string; nameId: string; nameEn: string }
): Promise<Kept> {
  return transaction(async (trx): Promise<Kept> => {
    const [{ last }] = await trx.from('categories').max('position as last')
    const [made] = await trx
      .knexQuery()
      .insert({
        key: category.key,
        name_id: category.nameId,
        name_en: category.nameEn,
        position: Number(last ?? 0) + 1,
        retired: 0,
      })
      .into('categories')
      .onConflict('key')
      .ignore()
      .returning('id')
    if (!made) return err({ type: 'there' })
    await note(trx, by, 'category.added', category.key)
    return ok()
  })
}

/** Its name in both languages, wherever it is shown; what an agreement says stays as it was sealed. */
export function renameCategory(
  by: By,
  { key, nameId, nameEn }: { key: string; nameId: string; nameEn: string }
): Promise<Kept> {
  return change(by, 'category.renamed', key, (trx) =>
    trx.from('categories').where('key', key).update({ name_id: nameId, name_en: nameEn })
  )
}

/** Partners can no longer choose it; contents that stand there stay, and so does its shelf while it holds some. */
export function retireCategory(by: By, key: string): Promise<Kept> {
  return change(by, 'category.retired', key, (trx) =>
    trx.from('categories').where({ key, retired: 0 }).update({ retired: 1 })
  )
}

export function restoreCategory(by: By, key: string): Promise<Kept> {
  return change(by, 'category.restored', key, (trx) =>
    trx.from('categories').where({ key, retired: 1 }).update({ retired: 0 })
  )
}

/** One place up or down among all; at the end of the list nothing happens. */
export function moveCategory(by: By, key: string, way: 'up' | 'down'): Promise<Kept> {
  return change(by, 'category.moved', key, async (trx) => {
    const order = await Category.query({ client: trx })
      .orderBy('position')
      .orderBy('id')
      .forUpdate()
    const from = order.findIndex((category) => category.key === key)
    const to = from + (way === 'up' ? -1 : 1)
    if (from === -1 || to < 0 || to >= order.length) return 0
    order.splice(to, 0, ...order.splice(from, 1))
    for (const [index, { id, position }] of order.entries()) {
      if (position === index + 1) continue
      await trx
        .from('categories')
        .where('id', id)
        .update({ position: index + 1 })
    }
    return 1
  })
}

type Noted =
  | 'category.added'
  | 'category.renamed'
  | 'category.retired'
  | 'category.restored'
  | 'category.moved'

function change(
  by: By,
  type: Noted,
  key: string,
  step: (trx: Trx) => PromiseLike<unknown>
): Promise<Kept> {
  return transaction(async (trx): Promise<Kept> => {
    if (Number(await step(trx)) !== 1) return err({ type: 'not_there' })
    await note(trx, by, type, key)
    return ok()
  })
}

function note(trx: Trx, by: By, type: Noted, key: string): Promise<void> {
  return audit(trx, {
    type,
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'category', id: null },
    data: { category: key },
  })
}
