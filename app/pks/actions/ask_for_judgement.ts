import { audit } from '#audit/record'
import type Staff from '#identity/models/staff'
import type PksReply from '#pks/models/pks_reply'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'

/** A member of staff has a reply judged again, for example after an authority was added. Adds a verdict, changes none. */
export async function askForJudgement(reply: PksReply, staff: Staff): Promise<void> {
  await transaction(async (trx) => {
    await audit(trx, {
      type: 'pks.judgement_asked',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'pks_reply', id: reply.publicId },
    })
    await enqueue(trx, { kind: 'pks.judge', payload: { replyId: reply.id, by: staff.publicId } })
  })
}

/** A member of staff took the raw mail, or a file that a verdict rests on, away: that is written down. */
export async function recordDownload(reply: PksReply, staff: Staff): Promise<void> {
  await transaction((trx) =>
    audit(trx, {
      type: 'pks.reply_downloaded',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'pks_reply', id: reply.publicId },
    })
  )
}
