import { registerNotice, type Notice, type NoticeMaker } from '#core/notices/notices'
import type { Trx } from '#shared/database/main'

/** What a partner is told of an agreement, found by a column of the joined reply or verdict where it is not known itself. */
async function ofAgreement(trx: Trx, column: 'a.id' | 'r.id' | 'v.id', id: number) {
  const query = trx.from('agreements as a').where(column, id)
  if (column !== 'a.id') query.join('pks_replies as r', 'r.agreement_id', 'a.id')
  if (column === 'v.id') query.join('pks_verdicts as v', 'v.reply_id', 'r.id')
  const row = await query.select('a.public_id', 'a.number', 'a.partner_id').firstOrFail()
  return {
    to: { kind: 'partner', id: row.partner_id },
    path: `/agreements/${row.public_id}`,
    data: { number: row.number },
  } satisfies Notice
}

const byAgreement: NoticeMaker = (trx, { agreementId }: { agreementId: number }) =>
  ofAgreement(trx, 'a.id', agreementId)
const byReply: NoticeMaker = (trx, { replyId }: { replyId: number }) =>
  ofAgreement(trx, 'r.id', replyId)
const byVerdict: NoticeMaker = (trx, { verdictId }: { verdictId: number }) =>
  ofAgreement(trx, 'v.id', verdictId)

registerNotice('pks.document', 'notices.pks_document', byAgreement)
registerNotice('pks.reminder', 'notices.pks_reminder', byAgreement)
registerNotice('pks.lapsed', 'notices.pks_lapsed', byAgreement)
registerNotice('pks.accepted', 'notices.pks_accepted', byReply)
registerNotice('pks.rejected', 'notices.pks_rejected', byVerdict)
registerNotice('pks.waiting', 'notices.pks_waiting', byVerdict)
registerNotice('pks.undecided', 'notices.pks_undecided', byVerdict)

const toStaff = (id: number, path: string, data: Notice['data'] = {}): Notice => ({
  to: { kind: 'staff', id },
  path,
  data,
})

registerNotice(
  'pks.staff_waiting',
  'notices.pks_staff_waiting',
  async (trx, { verdictId, staffId }: { verdictId: number; staffId: number }) => {
    const { data } = await ofAgreement(trx, 'v.id', verdictId)
    const reply = await trx
      .from('pks_replies as r')
      .join('pks_verdicts as v', 'v.reply_id', 'r.id')
      .where('v.id', verdictId)
      .select('r.public_id')
      .firstOrFail()
    return toStaff(staffId, `/replies/${reply.public_id}`, data)
  }
)
registerNotice(
  'pks.seal_key_ends',
  'notices.seal_key_ends',
  async (_, { staffId }: { staffId: number }) => toStaff(staffId, '/seal')
)
registerNotice(
  'pks.seal_waits',
  'notices.seal_waits',
  async (_, { staffId }: { staffId: number }) => toStaff(staffId, '/seal')
)

registerNotice(
  'pks.trust_asked',
  'notices.trust_asked',
  async (trx, asked: { importId: number; count: number; staffId: number }) => {
    const { public_id: id } = await trx.from('trust_imports').where('id', asked.importId).first()
    return toStaff(asked.staffId, `/trust/imports/${id}`, { count: asked.count })
  }
)
registerNotice(
  'pks.trust_withdrawal_asked',
  'notices.trust_withdrawal_asked',
  async (trx, { anchorId, staffId }: { anchorId: number; staffId: number }) => {
    const { public_id: id } = await trx.from('trust_anchors').where('id', anchorId).first()
    return toStaff(staffId, `/trust/authorities/${id}`)
  }
)
registerNotice(
  'pks.trust_ending',
  'notices.trust_ending',
  async (_, { staffId, endings }: { staffId: number; endings: unknown[] }) =>
    toStaff(staffId, '/trust', { count: endings.length })
)

const pinOf = (trx: Trx, pinId: number) =>
  trx
    .from('pinned_certificates as c')
    .join('partners as p', 'p.id', 'c.partner_id')
    .where('c.id', pinId)
    .select('c.public_id', 'c.partner_id', 'p.company_name')
    .firstOrFail()

registerNotice(
  'pks.pin_asked',
  'notices.pin_asked',
  async (trx, { pinId, staffId, step }: { pinId: number; staffId: number; step: string }) => {
    const pin = await pinOf(trx, pinId)
    return toStaff(staffId, `/trust/pins/${pin.public_id}`, { company: pin.company_name, step })
  }
)
registerNotice(
  'pks.pin_step',
  'notices.pin_step',
  async (trx, { pinId, step }: { pinId: number; step: string }) => {
    const { partner_id: id } = await pinOf(trx, pinId)
    return { to: { kind: 'partner', id }, path: '/certificates', data: { step } }
  }
)
registerNotice(
  'pks.pin_ending',
  'notices.pin_ending',
  async (trx, { pinId }: { pinId: number }) => {
    const { partner_id: id } = await pinOf(trx, pinId)
    return { to: { kind: 'partner', id }, path: '/certificates' }
  }
)
