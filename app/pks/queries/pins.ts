import Partner from '#partners/models/partner'
import { examinePin, type PinFinding } from '#pki/fitness'
import { parseCertificate, type Certificate } from '#pki/x509/certificate'
import PinnedCertificate, { PIN_STATES, type PinStatus } from '#pks/models/pinned_certificate'
import { clock } from '#shared/clock'
import { ENDING_DAYS } from '#pks/queries/trust_list'
import { isPublicId } from '#shared/public_id'

const PAGE_SIZE = 25

/** DER of the certificates that stand for themselves in replies of this partner (R6.3). */
export async function activePins(partnerId: number): Promise<Buffer[]> {
  const pins = await PinnedCertificate.query()
    .where('partner_id', partnerId)
    .where('status', 'pinned')
    .orderBy('id')
  return pins.map((pin) => pin.bytes)
}

/** A partner's own uploads, newest first. */
export function pinsOf(partner: Partner): Promise<PinnedCertificate[]> {
  return PinnedCertificate.query().where('partner_id', partner.id).orderBy('id', 'desc').limit(50)
}

/** A partner's own upload, or null: somebody else's is not there. */
export async function findOwnPin(
  partner: Partner,
  publicId: string
): Promise<PinnedCertificate | null> {
  if (!isPublicId(publicId)) return null
  return PinnedCertificate.query()
    .where('public_id', publicId)
    .where('partner_id', partner.id)
    .first()
}

export interface PinLine {
  pin: PinnedCertificate
  partner: Partner
}

/** One upload with its partner, for staff. */
export async function findPin(publicId: string): Promise<PinLine | null> {
  const pin = isPublicId(publicId) ? await PinnedCertificate.findBy('public_id', publicId) : null
  return pin && { pin, partner: await Partner.findOrFail(pin.partnerId) }
}

/** Uploads of all partners, newest first. `after` is the last public id of the page before. */
export async function listPins(filter: {
  status?: PinStatus | null
  after?: string | null
}): Promise<{ lines: PinLine[]; next: string | null }> {
  const query = PinnedCertificate.query()
    .orderBy('public_id', 'desc')
    .limit(PAGE_SIZE + 1)
  if (filter.status) query.where('status', filter.status)
  if (filter.after) query.where('public_id', '<', filter.after)
  const found = await query
  const pins = found.slice(0, PAGE_SIZE)
  const partners = await Partner.findMany([...new Set(pins.map((pin) => pin.partnerId))])
  const byId = new Map(partners.map((partner) => [partner.id, partner]))
  return {
    lines: pins.map((pin) => ({ pin, partner: byId.get(pin.partnerId)! })),
    next: found.length > PAGE_SIZE ? pins.at(-1)!.publicId : null,
  }
}

/** What speaks against a pin today, its partner's address of today included. */
export function findingsOf(
  pin: PinnedCertificate,
  partner: Partner
): { certificate: Certificate; findings: PinFinding[] } {
  const certificate = parseCertificate(pin.bytes)
  const exam = { at: clock.now().toJSDate(), email: partner.email }
  return { certificate, findings: examinePin(certificate, exam) }
}

/** Is `value` a state to filter by? */
export function isPinStatus(value: unknown): value is PinStatus {
  return PIN_STATES.some((state) => state === value)
}

/** How many uploads wait for staff. */
export async function countOpenPins(): Promise<number> {
  const [row] = await PinnedCertificate.query()
    .whereIn('status', ['uploaded', 'compared'])
    .count('* as count')
  return Number(row?.$extras.count ?? 0)
}

/** Pins that end within {@link ENDING_DAYS} days, or have ended: the first to end first. */
export async function endingPins(): Promise<PinLine[]> {
  const pins = await PinnedCertificate.query()
    .where('status', 'pinned')
    .where('not_after', '<=', clock.now().plus({ days: ENDING_DAYS }).toMillis())
    .orderBy('not_after')
    .limit(100)
  const partners = await Partner.findMany([...new Set(pins.map((pin) => pin.partnerId))])
  const byId = new Map(partners.map((partner) => [partner.id, partner]))
  return pins.map((pin) => ({ pin, partner: byId.get(pin.partnerId)! }))
}
