import { isPartners, isTestPurchaseOpen, statusesOf, type NextTask } from '#approvals/ball'
import { progressOf, type Progress } from '#approvals/queries/progress'
import { loadVersion } from '#catalogue/queries/load_version'
import type Partner from '#partners/models/partner'
import { partnerReport } from '#settlement/queries/partner_report'
import type { Sums } from '#settlement/queries/sums'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { reads } from '#shared/database/main'

/** One thing that a content waits for. */
export interface Waiting {
  contentPublicId: string
  name: string
  task: NextTask
  /** the partner holds the ball */
  mine: boolean
  /** since when, epoch milliseconds */
  since: number
}

export interface PartnerHome {
  /** the partner's own tasks first, the oldest first */
  waiting: Waiting[]
  /** contents on sale, and all that there are */
  live: number
  contents: number
  /** production, this month so far */
  month: Sums
  /** forwarding calls that failed in the last seven days, production only */
  failingCalls: number
}

/** Contents whose progress the home page looks into; the rest is on *Status Konten*. */
const LOOKED_AT = 12
const OPEN = ['draft', 'submitted', 'in_review', 'needs_correction', 'approved', 'pks_sent']

/** What a partner should know first (`ux.md`: the next thing to do, then earnings, failing calls). */
export async function partnerHome(partner: Partner): Promise<PartnerHome> {
  const now = clock.now().setZone(DISPLAY_ZONE)
  const [open, figures, failing] = await Promise.all([
    reads().all<{ id: number }>(
      `select v.id from contents c join content_versions v on v.content_id = c.id
       where c.partner_id = ? and c.withdrawn_at is null and v.status in (${OPEN.map((status) => `'${status}'`).join(', ')})
         and v.number = (select max(n.number) from content_versions n where n.content_id = c.id)
       order by v.id desc limit ${LOOKED_AT}`,
      [partner.id]
    ),
    reads().all<{ contents: number; live: number }>(
      `select count(*) as contents, count(live_version_id) as live from contents where partner_id = ? and withdrawn_at is null`,
      [partner.id]
    ),
    reads().all<{ total: number }>(
      `select count(*) as total from deliveries
       where partner_id = ? and environment = 'production' and status in ('failed', 'gone') and settled_at > ?`,
      [partner.id, now.minus({ days: 7 }).toMillis()]
    ),
  ])
  const waiting: Waiting[] = []
  for (const { id } of open) waiting.push(waitingOf(await progressOf(await loadVersion(id))))
  const period = {
    store: 'production',
    from: now.startOf('month'),
    to: now,
    contentId: null,
    method: null,
  } as const
  const { total } = await partnerReport(partner, period)
  return {
    waiting: waiting.sort((a, b) => Number(b.mine) - Number(a.mine) || a.since - b.since),
    live: figures[0]?.live ?? 0,
    contents: figures[0]?.contents ?? 0,
    month: total,
    failingCalls: failing[0]?.total ?? 0,
  }
}

function waitingOf({ content, version, task, since, rounds }: Progress): Waiting {
  const early = isTestPurchaseOpen(task, statusesOf(rounds)) ? 'buy_test' : task
  return {
    contentPublicId: content.publicId,
    name: version.name ?? content.publicId,
    task: early,
    mine: isPartners(early),
    since: since.toMillis(),
  }
}
