import { isPartners, isTestPurchaseOpen, statusesOf, type NextTask } from '#approvals/ball'
import { standingsOf } from '#approvals/queries/standing'
import Content from '#catalogue/models/content'
import ContentVersion, { IN_APPROVAL } from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import { partnerReport } from '#settlement/queries/partner_report'
import type { Sums } from '#settlement/queries/sums'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { reads } from '#shared/database/main'

/** What a content waits for, or that it may not be sold: that comes before all else. */
export type HomeTask = NextTask | 'suspended'

/** What costs the most comes first: what stops the sale, then what others have asked for, what was merely begun last. */
const BY_CONSEQUENCE: readonly HomeTask[] = [
  'suspended',
  'correct',
  'reply_pks',
  'ask_retest',
  'mend_integration',
  'buy_test',
  'finish_draft',
]

/** One thing that a content waits for. */
export interface Waiting {
  contentPublicId: string
  name: string
  task: HomeTask
  /** the partner holds the ball */
  mine: boolean
  /** since when, epoch milliseconds */
  since: number
}

export interface PartnerHome {
  /** the partner's own tasks first, by consequence, the oldest first */
  waiting: Waiting[]
  /** contents on sale, and all that there are, each counted up to one more than {@link COUNTED} */
  live: number
  contents: number
  /** production, this month so far */
  month: Sums
  /** forwarding calls that failed in the last seven days, production only */
  failingCalls: number
}

const OPEN = [...IN_APPROVAL, 'draft', 'approved', 'pks_sent']

/** Contents whose progress the home page looks into; the rest is on *Status Konten*. */
const LOOKED_AT = 12

/** Contents are counted up to one more than this. */
export const COUNTED = 999

/** What a partner should know first (`ux.md`: the next thing to do, then earnings, failing calls). */
export async function partnerHome(partner: Partner): Promise<PartnerHome> {
  const now = clock.now().setZone(DISPLAY_ZONE)
  const counted = (condition: string) =>
    `select count(*) as count from (select 1 from contents where partner_id = ? and withdrawn_at is null ${condition} limit ${COUNTED + 1}) as counted`
  const [figures, failing] = await Promise.all([
    reads().all<{ contents: number; live: number }>(
      `select (${counted('')}) as contents, (${counted('and live_version_id is not null')}) as live`,
      [partner.id, partner.id]
    ),
    reads().all<{ total: number }>(
      `select count(*) as total from deliveries
       where partner_id = ? and environment = 'production' and status in ('failed', 'gone') and settled_at > ?`,
      [partner.id, now.minus({ days: 7 }).toMillis()]
    ),
  ])
  const waiting = await waitingOf(partner)
  const period = {
    store: 'production',
    from: now.startOf('month'),
    to: now,
    contentId: null,
    method: null,
  } as const
  const { total } = await partnerReport(partner, period)
  return {
    waiting: waiting.sort((a, b) => rankOf(a) - rankOf(b) || a.since - b.since),
    live: Number(figures[0]?.live ?? 0),
    contents: Number(figures[0]?.contents ?? 0),
    month: total,
    failingCalls: failing[0]?.total ?? 0,
  }
}

function rankOf({ task }: Waiting): number {
  const rank = BY_CONSEQUENCE.indexOf(task)
  return rank < 0 ? BY_CONSEQUENCE.length : rank
}

/** Drafts, which wait for nobody but their partner, are looked at after all others. */
const LOOKED_AT_FIRST = `case shown_status when 'suspended' then 0 when 'needs_correction' then 0 when 'pks_sent' then 1 when 'draft' then 3 else 2 end`

/** Contents that are suspended or on their way into the store, with who has to act on each. */
async function waitingOf(partner: Partner): Promise<Waiting[]> {
  const contents = await Content.query()
    .where('partner_id', partner.id)
    .whereNull('withdrawn_at')
    .whereIn('shown_status', [...OPEN, 'suspended'])
    .orderByRaw(LOOKED_AT_FIRST)
    .orderBy('id', 'desc')
    .limit(LOOKED_AT)
  const versions = await ContentVersion.query().whereIn(
    'id',
    contents.map(({ latestVersionId }) => latestVersionId)
  )
  const standings = await standingsOf(versions)
  const byId = new Map(contents.map((content) => [content.id, content]))
  return versions.map((version, index) => {
    const { publicId, suspendedAt } = byId.get(version.contentId)!
    const { task, rounds, since } = standings[index]!
    const name = version.name ?? publicId
    if (suspendedAt)
      return {
        contentPublicId: publicId,
        name,
        task: 'suspended' as const,
        mine: true,
        since: suspendedAt.toMillis(),
      }
    const early = isTestPurchaseOpen(task, statusesOf(rounds)) ? 'buy_test' : task
    return {
      contentPublicId: publicId,
      name,
      task: early,
      mine: isPartners(early),
      since: since.toMillis(),
    }
  })
}
