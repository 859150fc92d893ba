import { fixedTrust, type FixedTrust } from '#pki/main'
import { tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import TrustAnchor, { ANCHOR_STATES, type AnchorStatus } from '#pks/models/trust_anchor'
import TrustImport from '#pks/models/trust_import'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'

const PAGE_SIZE = 50

/** How long before its end a certificate is shown as ending, in days. */
export const ENDING_DAYS = 30

export interface AnchorLine {
  anchor: TrustAnchor
  source: string
}

/** Authorities of one state, newest first. `after` is the last public id of the page before. */
export async function listAnchors(filter: {
  status: AnchorStatus
  after?: string | null
}): Promise<{ lines: AnchorLine[]; next: string | null }> {
  const query = TrustAnchor.query()
    .where('status', filter.status)
    .orderBy('public_id', 'desc')
    .limit(PAGE_SIZE + 1)
  if (filter.after) query.where('public_id', '<', filter.after)
  const found = await query
  const anchors = found.slice(0, PAGE_SIZE)
  const imports = await TrustImport.findMany([...new Set(anchors.map((item) => item.importId))])
  const sources = new Map(imports.map(({ id, source }) => [id, source]))
  return {
    lines: anchors.map((anchor) => ({ anchor, source: sources.get(anchor.importId)! })),
    next: found.length > PAGE_SIZE ? anchors.at(-1)!.publicId : null,
  }
}

/** How many authorities are in each state. */
export async function countAnchors(): Promise<Record<AnchorStatus, number>> {
  const rows = await TrustAnchor.query().select('status').count('* as count').groupBy('status')
  const counts = new Map(rows.map((row) => [row.status, Number(row.$extras.count)]))
  return Object.fromEntries(
    ANCHOR_STATES.map((status) => [status, counts.get(status) ?? 0])
  ) as Record<AnchorStatus, number>
}

export interface WaitingImport {
  item: TrustImport
  count: number
  /** Public id of who asked: everything of an import is proposed at once. */
  proposedBy: string
}

/** What waits for a second member of staff, and the drafts that `reader` has not finished. */
export async function waitingTrust(reader: { publicId: string }): Promise<{
  imports: WaitingImport[]
  withdrawals: TrustAnchor[]
  drafts: TrustImport[]
}> {
  const proposed = await TrustAnchor.query()
    .where('status', 'proposed')
    .select('import_id', 'proposed_by')
    .count('* as count')
    .groupBy('import_id', 'proposed_by')
  const asked = new Map(proposed.map((row) => [row.importId, row]))
  const items = await TrustImport.query()
    .whereIn('id', [...asked.keys()])
    .orderBy('id', 'desc')
  return {
    imports: items.map((item) => {
      const { proposedBy, $extras } = asked.get(item.id)!
      return { item, proposedBy, count: Number($extras.count) }
    }),
    withdrawals: await TrustAnchor.query().where('status', 'withdrawing').orderBy('id', 'desc'),
    drafts: await TrustImport.query()
      .where('status', 'draft')
      .where('read_by', reader.publicId)
      .orderBy('id', 'desc')
      .limit(10),
  }
}

/** One import with its authorities, oldest first. */
export async function findImport(
  publicId: string
): Promise<{ item: TrustImport; anchors: TrustAnchor[] } | null> {
  const item = isPublicId(publicId) ? await TrustImport.findBy('public_id', publicId) : null
  if (!item) return null
  return { item, anchors: await TrustAnchor.query().where('import_id', item.id).orderBy('id') }
}

/** One authority with where it came from. */
export async function findAnchor(
  publicId: string
): Promise<{ anchor: TrustAnchor; item: TrustImport } | null> {
  const anchor = isPublicId(publicId) ? await TrustAnchor.findBy('public_id', publicId) : null
  return anchor && { anchor, item: await TrustImport.findOrFail(anchor.importId) }
}

export interface FixedLine {
  certificate: Certificate
  role: 'anchor' | 'intermediate'
  source: FixedTrust['source']
  purpose: FixedTrust['purpose']
}

/** Authorities that settings name; staff see them, and change them on the machine. */
export async function listFixed(): Promise<FixedLine[]> {
  const parts = await fixedTrust()
  return parts.flatMap(({ source, purpose, store }) =>
    (['anchor', 'intermediate'] as const).flatMap((role) =>
      (role === 'anchor' ? store.anchors : store.intermediates).flatMap((der) => {
        const certificate = tryParseCertificate(der)
        return certificate ? [{ certificate, role, source, purpose }] : []
      })
    )
  )
}

/** Trusted authorities that end within {@link ENDING_DAYS} days, or have ended: the first to end first. */
export function endingAnchors(): Promise<TrustAnchor[]> {
  return TrustAnchor.query()
    .whereIn('status', ['active', 'withdrawing'])
    .where('not_after', '<=', clock.now().plus({ days: ENDING_DAYS }).toMillis())
    .orderBy('not_after')
    .limit(100)
}
