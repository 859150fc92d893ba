import { registerNotice, type NoticeMaker } from '#core/notices/notices'
import type { Trx } from '#shared/database/main'

/** What a partner is told of a change of address: the addresses themselves stand in the account. */
const ofChange: NoticeMaker = async (trx, { changeId }: { changeId: number }) => {
  const { partner_id: id } = await trx
    .from('partner_email_changes')
    .where('id', changeId)
    .select('partner_id')
    .firstOrFail()
  return { to: { kind: 'partner', id }, path: '/account' }
}

registerNotice('partners.email_changed', 'notices.email_changed', ofChange)
registerNotice('partners.email_change_cancelled', 'notices.email_change_cancelled', ofChange)

const partnerOf = async (trx: Trx, table: 'bank_changes' | 'company_changes', id: number) =>
  trx.from(table).where('id', id).select('partner_id', 'status', 'public_id').firstOrFail()

registerNotice(
  'partners.bank_change_step',
  'notices.bank_change_step',
  async (trx, { changeId, step }: { changeId: number; step: string }) => {
    const change = await partnerOf(trx, 'bank_changes', changeId)
    return { to: { kind: 'partner', id: change.partner_id }, path: '/account', data: { step } }
  }
)
registerNotice(
  'partners.bank_change_waits',
  'notices.bank_change_waits',
  async (trx, { changeId, staffId }: { changeId: number; staffId: number }) => {
    const change = await partnerOf(trx, 'bank_changes', changeId)
    return { to: { kind: 'staff', id: staffId }, path: `/bank-changes/${change.public_id}` }
  }
)
registerNotice(
  'partners.company_decided',
  'notices.company_decided',
  async (trx, { changeId }: { changeId: number }) => {
    const { partner_id: id, status } = await partnerOf(trx, 'company_changes', changeId)
    const path = status === 'validated' ? '/account' : '/account/edit'
    return { to: { kind: 'partner', id }, path, data: { status } }
  }
)
registerNotice(
  'partners.erasure',
  'notices.erasure',
  async (_, { partnerId, step }: { partnerId: number; step: string }) => ({
    to: { kind: 'partner', id: partnerId },
    path: '/account/data',
    data: { step },
  })
)
