import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { enqueueMail } from '#core/mail/mail'
import Staff from '#identity/models/staff'
import { displayName } from '#pki/x509/name'
import type { EndingCertificate } from '#pks/mails/trust_mails'
import { endingAnchors, ENDING_DAYS, listFixed } from '#pks/queries/trust_list'
import { endingPins } from '#pks/queries/pins'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'

/** Days before the end at which somebody is told. */
const WARN_AT = [30, 7, 1] as const

interface Ending extends EndingCertificate {
  /** What its warnings are counted by. */
  subject: string
  pinId?: number
}

/**
 * Tells administrators of authorities and pins that end in thirty, seven and one days, and the partner of its own pin: each once,
 * a step that was missed (the machine stood still) not twice. A schedule; safe to rerun and to run twice at once.
 */
export async function warnOfEndings(): Promise<void> {
  const endings = await endingSoon()
  if (endings.length === 0) return
  await transaction(async (trx) => {
    const fresh: Ending[] = []
    for (const ending of endings) if (await claimWarning(trx, ending)) fresh.push(ending)
    if (fresh.length === 0) return
    const administrators = await Staff.query({ client: trx })
      .where('role', 'administrator')
      .where('disabled', 0)
    const round = publicId()
    for (const { id } of administrators) {
      await enqueueMail(
        trx,
        'pks.trust_ending',
        {
          staffId: id,
          endings: fresh.map(({ kind, name, company, notAfter }) => ({
            kind,
            name,
            notAfter,
            ...(company && { company }),
          })),
        },
        `pks.trust_ending:${round}:${id}`
      )
    }
    for (const { pinId } of fresh) {
      if (pinId !== undefined) {
        await enqueueMail(trx, 'pks.pin_ending', { pinId }, `pks.pin_ending:${round}:${pinId}`)
      }
    }
  })
}

/** The narrowest step that has been reached; null when it is over or far. */
function reached(notAfter: number): number | null {
  const left = DateTime.fromMillis(notAfter).diff(clock.now(), 'days').days
  if (left < 0) return null
  return WARN_AT.findLast((days) => left <= days) ?? null
}

/** False when this step, or a narrower one, was told of already. */
async function claimWarning(trx: Trx, { kind, subject, notAfter }: Ending): Promise<boolean> {
  const days = reached(notAfter)
  if (days === null) return false
  const [told] = await trx
    .from('certificate_alerts')
    .where({ kind, subject })
    .where('days', '<=', days)
    .select('id')
    .limit(1)
  if (told) return false
  const row = { kind, subject, days, told_at: clock.now().toMillis() }
  const claimed = await trx
    .insertQuery()
    .table('certificate_alerts')
    .insert(row)
    .knexQuery.onConflict(['kind', 'subject', 'days'])
    .ignore()
    .returning('id')
  return claimed.length === 1
}

async function endingSoon(): Promise<Ending[]> {
  const [anchors, pins, fixed] = await Promise.all([endingAnchors(), endingPins(), listFixed()])
  const limit = clock.now().plus({ days: ENDING_DAYS }).toMillis()
  const named = fixed
    .filter(({ source }) => source === 'folder')
    .filter(({ certificate }) => certificate.notAfter.getTime() <= limit)
  return [
    ...anchors.map((anchor) => ({
      kind: 'anchor' as const,
      subject: anchor.liveKey ?? anchor.sha256,
      name: anchor.subject,
      notAfter: anchor.notAfter.toMillis(),
    })),
    ...named.map(({ certificate }) => ({
      kind: 'anchor' as const,
      subject: createHash('sha256').update(certificate.raw).digest('hex'),
      name: displayName(certificate.subject),
      notAfter: certificate.notAfter.getTime(),
    })),
    ...pins.map(({ pin, partner }) => ({
      kind: 'pin' as const,
      subject: pin.publicId,
      name: pin.subject,
      company: partner.companyName,
      notAfter: pin.notAfter.toMillis(),
      pinId: pin.id,
    })),
  ]
}
