import db from '@adonisjs/lucid/services/db'
import type Staff from '#identity/models/staff'
import type Partner from '#partners/models/partner'
import { confirmAuthorities } from '#pks/actions/trust_decide'
import { keepBundle, proposeAuthorities } from '#pks/actions/trust_import'
import { pinCertificate, recordComparison } from '#pks/actions/pin_decide'
import { uploadPin } from '#pks/actions/pin_upload'
import type PinnedCertificate from '#pks/models/pinned_certificate'
import TrustAnchor from '#pks/models/trust_anchor'
import { bundleOf } from '#pks/queries/trust_bundle'
import { clock } from '#shared/clock'
import { createStaff } from '#tests/support/accounts'
import { makeIdentity, type Identity, type Shape } from '#tests/support/pki/certificates'

export function pemOf(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

const days = (count: number) => clock.now().plus({ days: count }).toJSDate()

let serial = 0

/** A certificate that is valid around now. */
export function fresh(shape: Shape): Promise<Identity> {
  return makeIdentity({ notBefore: days(-30), notAfter: days(300), ...shape })
}

/** A root that nobody has seen before. */
export function newRoot(shape: Partial<Shape> = {}): Promise<Identity> {
  serial += 1
  return fresh({ name: `CN=Otoritas Uji ${serial}, O=Uji, C=ID`, ca: true, ...shape })
}

/** The partner's own certificate, made by itself. */
export function ownCertificate(partner: Partner, shape: Partial<Shape> = {}): Promise<Identity> {
  return fresh({ name: 'CN=Bagas Wirawan', emails: [partner.email], ...shape })
}

/** A certificate of a partner that staff have yet to look at: a new one when none is given. */
export async function uploadedPin(
  partner: Partner,
  identity?: Identity
): Promise<PinnedCertificate> {
  const { der } = identity ?? (await ownCertificate(partner))
  const done = await uploadPin(partner, Buffer.from(pemOf(der)))
  if (!done.ok) throw new Error(`not uploaded: ${done.error.type}`)
  return done.value
}

/** Compared by one and pinned by another. */
export async function pinned(pin: PinnedCertificate): Promise<PinnedCertificate> {
  const [legal, second] = [await createStaff('legal'), await createStaff('administrator')]
  const note = 'Dibacakan oleh direktur lewat nomor di akta.'
  const compared = await recordComparison({
    id: pin.publicId,
    by: legal,
    channel: 'phone',
    heard: pin.sha256,
    note,
  })
  const done = compared.ok ? await pinCertificate({ id: pin.publicId, by: second }) : compared
  if (!done.ok) throw new Error(`not pinned: ${done.error.type}`)
  await pin.refresh()
  return pin
}

/** Proposes the certificates of a bundle, all that may be. */
export async function proposed(
  bundle: string | Uint8Array,
  by: Staff,
  purpose: 'email' | 'seal' = 'email'
): Promise<TrustAnchor[]> {
  const kept = await keepBundle({
    file: Buffer.from(bundle),
    fileName: 'otoritas.pem',
    purpose,
    source: 'situs resmi otoritas',
    by,
  })
  if (!kept.ok) throw new Error(`not kept: ${kept.error.type}`)
  const read = await bundleOf(kept.value)
  const chosen = read.ok ? read.value.lines.map(({ sha256 }) => sha256) : []
  const reason = 'Dipakai mitra, sidik dibandingkan lewat telepon.'
  const done = await proposeAuthorities({ draft: kept.value, chosen, reason, by })
  if (!done.ok) throw new Error(`not proposed: ${done.error.type}`)
  return TrustAnchor.query().where('import_id', kept.value.id).orderBy('id')
}

/** Proposed by one administrator and confirmed by another. */
export async function trusted(bundle: string | Uint8Array): Promise<TrustAnchor[]> {
  const [first, second] = [await createStaff('administrator'), await createStaff('administrator')]
  const anchors = await proposed(bundle, first)
  const done = await confirmAuthorities({ ids: anchors.map((item) => item.publicId), by: second })
  if (!done.ok) throw new Error(`not confirmed: ${done.error.type}`)
  return anchors
}

/** Types of audit events about a record, oldest first. */
export async function auditOf(kind: string, publicId: string): Promise<string[]> {
  const rows = await db
    .from('audit_events')
    .where('subject_kind', kind)
    .where('subject_id', publicId)
    .orderBy('id')
  return rows.map((row) => row.type)
}
