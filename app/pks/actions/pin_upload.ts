import { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import Staff from '#identity/models/staff'
import { holdPartner } from '#partners/actions/hold_partner'
import type Partner from '#partners/models/partner'
import { readCertificateFile, SINGLE_LIMITS, type FileProblem } from '#pki/certificate_file'
import { examinePin, type PinFinding } from '#pki/fitness'
import { serialText, tryParseCertificate } from '#pki/x509/certificate'
import { displayName } from '#pki/x509/name'
import PinnedCertificate, { LIVE_PIN_STATES } from '#pks/models/pinned_certificate'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'
import { tellPartner } from '#pks/actions/pin_tell'

/** Uploads of one partner that staff have yet to decide on, and certificates that may stand at once. */
export const MOST_OPEN_PINS = 3
export const MOST_PINNED = 5
/** Uploads of one partner a day, decided or not: each is told to Legal by mail. */
export const MOST_A_DAY = 10

export type UploadError =
  | { type: FileProblem }
  | { type: 'several' }
  | { type: 'malformed' }
  | { type: 'known' }
  | { type: 'too_many_open' }
  | { type: 'too_many_pinned' }
  | { type: 'too_many_today' }
  | { type: 'unfit'; findings: PinFinding[] }

/** Waiting helps against this one; the judge looks at the dates again. */
const TOLERABLE: readonly PinFinding[] = ['not_yet_valid']

/**
 * A partner asks staff to accept the very certificate of a file, which no authority stands for (R6.3). Nothing of a file with a
 * private key is kept.
 */
export async function uploadPin(
  partner: Partner,
  file: Buffer
): Promise<Result<PinnedCertificate, UploadError>> {
  const read = readCertificateFile(file, SINGLE_LIMITS)
  if (!read.ok) return read
  const [der, ...more] = read.value.certificates
  if (more.length > 0) return err({ type: 'several' })
  const certificate = tryParseCertificate(der!)
  if (!certificate) return err({ type: 'malformed' })
  const exam = { at: clock.now().toJSDate(), email: partner.email }
  const findings = examinePin(certificate, exam).filter((item) => !TOLERABLE.includes(item))
  if (findings.length > 0) return err({ type: 'unfit', findings })
  const facts = {
    der: Buffer.from(der!).toString('base64'),
    sha256: certificate.fingerprint,
    subject: displayName(certificate.subject),
    issuer: displayName(certificate.issuer),
    serial: serialText(certificate).slice(0, 128),
    notBefore: DateTime.fromJSDate(certificate.notBefore),
    notAfter: DateTime.fromJSDate(certificate.notAfter),
  }
  try {
    return await transaction((trx) => keep(trx, partner, facts))
  } catch (error) {
    if (isUniqueViolation(error)) return err({ type: 'known' })
    throw error
  }
}

type Facts = Pick<
  PinnedCertificate,
  'der' | 'sha256' | 'subject' | 'issuer' | 'serial' | 'notBefore' | 'notAfter'
>

async function keep(
  trx: Trx,
  partner: Partner,
  facts: Facts
): Promise<Result<PinnedCertificate, UploadError>> {
  // Two uploads at once are counted one after the other.
  await holdPartner(trx, partner.id)
  const live = await PinnedCertificate.query({ client: trx })
    .where('partner_id', partner.id)
    .whereIn('status', [...LIVE_PIN_STATES])
  if (live.some(({ sha256 }) => sha256 === facts.sha256)) return err({ type: 'known' })
  const open = live.filter((pin) => pin.isOpen).length
  if (open >= MOST_OPEN_PINS) return err({ type: 'too_many_open' })
  if (live.length >= MOST_PINNED) return err({ type: 'too_many_pinned' })
  const today = await PinnedCertificate.query({ client: trx })
    .where('partner_id', partner.id)
    .where('created_at', '>', clock.now().minus({ days: 1 }).toMillis())
  if (today.length >= MOST_A_DAY) return err({ type: 'too_many_today' })
  const pin = await PinnedCertificate.create(
    {
      ...facts,
      partnerId: partner.id,
      status: 'uploaded',
      liveKey: PinnedCertificate.liveKeyOf(partner.id, facts.sha256),
      email: partner.email,
    },
    { client: trx }
  )
  await audit(trx, {
    type: 'pin.uploaded',
    actor: { kind: 'partner', id: partner.publicId },
    subject: { kind: 'pinned_certificate', id: pin.publicId },
    // Not its fingerprint: Legal is to hear that from the partner before it can be read anywhere.
    data: { partner: partner.publicId },
  })
  await tellPartner(trx, pin, 'uploaded')
  const legal = await Staff.query({ client: trx }).where('role', 'legal').where('disabled', 0)
  for (const { id } of legal) {
    await enqueueMail(
      trx,
      'pks.pin_asked',
      { pinId: pin.id, staffId: id, step: 'compare' },
      `pks.pin_asked:${pin.publicId}:compare:${id}`
    )
  }
  return ok(pin)
}
