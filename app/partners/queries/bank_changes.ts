import BankChange from '#partners/models/bank_change'
import Partner from '#partners/models/partner'
import { isPublicId } from '#shared/public_id'

/** What is on its way for a partner, or ended with a word to read: the newest. */
export async function newestBankChange(partnerId: number): Promise<BankChange | null> {
  return BankChange.query().where('partner_id', partnerId).orderBy('id', 'desc').first()
}

/** A change with its partner, by its public id. */
export async function findBankChange(
  id: string
): Promise<{ change: BankChange; partner: Partner } | null> {
  const change = isPublicId(id) ? await BankChange.findBy({ publicId: id }) : null
  if (!change) return null
  return { change, partner: await Partner.findOrFail(change.partnerId) }
}

const PAGE_SIZE = 30

/** Changes for the desk of Legal and Finance: those that wait for staff first come first; else the newest. */
export async function listBankChanges(waiting: boolean, before: number | null) {
  const query = BankChange.query().limit(PAGE_SIZE + 1)
  if (waiting) query.whereIn('status', ['confirmed', 'checked']).orderBy('id', 'asc')
  else query.orderBy('id', 'desc')
  if (before !== null) query.where('id', waiting ? '>' : '<', before)
  const found = await query
  const changes = found.slice(0, PAGE_SIZE)
  const ids = [...new Set(changes.map(({ partnerId }) => partnerId))]
  const partners = new Map(
    (ids.length > 0 ? await Partner.query().whereIn('id', ids) : []).map((one) => [one.id, one])
  )
  return {
    lines: changes.map((change) => ({ change, partner: partners.get(change.partnerId)! })),
    next: found.length > PAGE_SIZE ? changes.at(-1)!.id : null,
  }
}
