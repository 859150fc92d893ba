import { registerNotice, type NoticeMaker } from '#core/notices/notices'

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
