import { audit, type AuditActor } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import Partner from '#partners/models/partner'
import { tellPartner } from '#pks/actions/pin_tell'
import PinnedCertificate, { type PinChannel, type PinStatus } from '#pks/models/pinned_certificate'
import { findingsOf } from '#pks/queries/pins'
import { trustDeciders } from '#pks/queries/trust_people'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

export type PinError =
  | { type: 'not_found' }
  /** Somebody else was faster. */
  | { type: 'too_late' }
  /** Who compared does not pin. */
  | { type: 'own' }
  /** The fingerprint that was heard is another one. */
  | { type: 'different' }
  /** Something speaks against the certificate now. */
  | { type: 'unfit' }

interface Order {
  /** Public id of the pin. */
  id: string
  by: { publicId: string }
}

/** Hexadecimal digits that must have been heard: nobody finds another key whose certificate begins with as many. */
export const LEAST_HEARD = 24

/** Digits only, as people write fingerprints in groups. */
export function fingerprintDigits(heard: string): string {
  return heard.toLowerCase().replaceAll(/[\s:.-]/g, '')
}

/** Legal records by which other way it heard the fingerprint from the partner, and what it heard. */
export function recordComparison(
  order: Order & { channel: PinChannel; note: string; heard: string }
): Promise<Result<PinnedCertificate, PinError>> {
  return step(order, 'compared', async ({ trx, pin, at, by }) => {
    const heard = fingerprintDigits(order.heard)
    if (heard.length < LEAST_HEARD || !pin.sha256.startsWith(heard)) return 'different'
    const { channel } = order
    if (!(await pin.compare({ at, trx, by, channel, note: order.note }))) return 'too_late'
    for (const { id } of await trustDeciders(trx, by)) {
      await enqueueMail(
        trx,
        'pks.pin_asked',
        { pinId: pin.id, staffId: id, step: 'pin' },
        `pks.pin_asked:${pin.publicId}:pin:${id}`
      )
    }
    return { channel }
  })
}

/** The second member of staff: from now on replies of this partner may be signed with it. */
export function pinCertificate(order: Order): Promise<Result<PinnedCertificate, PinError>> {
  return step(order, 'pinned', async ({ trx, pin, at, by }) => {
    if (pin.comparedBy === by && pin.status === 'compared') return 'own'
    const partner = await Partner.findOrFail(pin.partnerId, { client: trx })
    const against = findingsOf(pin, partner).findings.filter((item) => item !== 'not_yet_valid')
    if (against.length > 0) return 'unfit'
    return (await pin.pin({ at, trx, by })) ? {} : 'too_late'
  })
}

/** Staff refuse an upload; the partner reads the reason. */
export function refusePin(
  order: Order & { reason: string }
): Promise<Result<PinnedCertificate, PinError>> {
  return step(order, 'refused', async ({ trx, pin, at, by }) => {
    return (await pin.refuse({ at, trx, by, reason: order.reason })) ? {} : 'too_late'
  })
}

/** Takes a pin back at once: to trust less needs no second person. */
export function unpinCertificate(
  order: Order & { reason: string }
): Promise<Result<PinnedCertificate, PinError>> {
  return step(order, 'unpinned', async ({ trx, pin, at, by }) => {
    return (await pin.unpin({ at, trx, by, reason: order.reason, kind: 'staff' })) ? {} : 'too_late'
  })
}

/** The partner takes its own certificate back, whatever its state: a lost key must not wait for anybody. */
export async function takeBackPin(
  partner: Partner,
  id: string,
  reason: string
): Promise<Result<PinnedCertificate, PinError>> {
  return transaction(async (trx): Promise<Result<PinnedCertificate, PinError>> => {
    const pin = await PinnedCertificate.query({ client: trx })
      .where('public_id', id)
      .where('partner_id', partner.id)
      .forUpdate()
      .first()
    if (!pin) return err({ type: 'not_found' })
    const [at, by] = [clock.now(), partner.publicId]
    const status = pin.status === 'pinned' ? 'unpinned' : 'cancelled'
    const done =
      status === 'unpinned'
        ? await pin.unpin({ at, trx, by, reason, kind: 'partner' })
        : await pin.cancel({ at, trx, by })
    if (!done) return err({ type: 'too_late' })
    await note(trx, pin, status, { kind: 'partner', id: by })
    return ok(pin)
  })
}

interface Scene {
  trx: Trx
  pin: PinnedCertificate
  at: ReturnType<typeof clock.now>
  by: string
}

type Facts = Record<string, string>

function step(
  { id, by }: Order,
  status: Exclude<PinStatus, 'uploaded' | 'cancelled'>,
  work: (scene: Scene) => Promise<Facts | Exclude<PinError['type'], 'not_found'>>
): Promise<Result<PinnedCertificate, PinError>> {
  return transaction(async (trx): Promise<Result<PinnedCertificate, PinError>> => {
    const pin = await PinnedCertificate.query({ client: trx })
      .where('public_id', id)
      .forUpdate()
      .first()
    if (!pin) return err({ type: 'not_found' })
    const done = await work({ trx, pin, at: clock.now(), by: by.publicId })
    if (typeof done === 'string') return err({ type: done })
    await note(trx, pin, status, { kind: 'staff', id: by.publicId }, done)
    return ok(pin)
  })
}

const EVENTS: Record<Exclude<PinStatus, 'uploaded'>, AuditType> = {
  compared: 'pin.compared',
  pinned: 'pin.pinned',
  refused: 'pin.refused',
  unpinned: 'pin.unpinned',
  cancelled: 'pin.cancelled',
}

/** Audit and mail. What was said and by whom stays with the record: the trail holds no names and numbers (R8.4). */
async function note(
  trx: Trx,
  pin: PinnedCertificate,
  status: Exclude<PinStatus, 'uploaded'>,
  actor: AuditActor,
  facts: Facts = {}
): Promise<void> {
  await audit(trx, {
    type: EVENTS[status],
    actor,
    subject: { kind: 'pinned_certificate', id: pin.publicId },
    data: { sha256: pin.sha256, ...facts },
  })
  await tellPartner(trx, pin, status)
}

/** A member of staff looked at a partner's certificate: that is written down, too, without what was to be seen in it. */
export function recordPinRead(pin: PinnedCertificate, by: { publicId: string }): Promise<void> {
  return transaction((trx) =>
    audit(trx, {
      type: 'pin.read',
      actor: { kind: 'staff', id: by.publicId },
      subject: { kind: 'pinned_certificate', id: pin.publicId },
    })
  )
}
