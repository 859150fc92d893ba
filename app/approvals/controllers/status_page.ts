import type { HttpContext } from '@adonisjs/core/http'
import { readNoticesOf } from '#core/notices/read_notices'
import { readThread } from '#approvals/actions/read_thread'
import brand from '#config/brand'
import { mayMendUrls } from '#approvals/actions/mend_urls'
import { ballPanel } from '#approvals/presenters/ball_panel'
import { clockPanel } from '#approvals/presenters/clock_panel'
import { purchaseLog, purchasesFrom } from '#approvals/presenters/purchase_log'
import { laneHeads, storyOf } from '#approvals/presenters/timeline'
import { nextSteps } from '#approvals/presenters/next_steps'
import { percent, valueFacts } from '#approvals/presenters/version_values'
import { askedOfPartner } from '#approvals/presenters/asked_fields'
import { threadPanel } from '#approvals/presenters/thread_panel'
import { threadOf } from '#approvals/queries/thread'
import { transaction } from '#shared/database/main'
import { randomCode } from '#shared/public_id'
import { milestonesOf } from '#approvals/queries/milestones'
import { progressOf } from '#approvals/queries/progress'
import { valuesOf } from '#approvals/values'
import { documentNeeded } from '#approvals/queries/document_needed'
import ContentVersion from '#catalogue/models/content_version'
import type Category from '#catalogue/models/category'
import { draftOf, type VersionSheet } from '#catalogue/queries/load_version'
import { STATUS_LABELS, statusOf } from '#catalogue/status_labels'
import { absoluteUrl, type Language } from '#core/http/surfaces'

/** What a status page shows beside the content: why a step was not taken, and the addresses that were typed for it. */
interface StatusAside {
  problem?: string | null
  refusedUrls?: { forwarding_url_development: string; redirect_url_development: string } | null
}

/** The status page of a content: next step first, then clock, timeline, data (R5.1). */
export async function showStatus(
  ctx: HttpContext,
  sheet: VersionSheet,
  { problem = null, refusedUrls = null }: StatusAside = {}
) {
  const { t } = ctx
  const { language } = ctx.arrival
  const { content, version } = sheet
  const progress = await progressOf(sheet, purchasesFrom(ctx))
  const status = statusOf(content, version)
  const hasDraft = version.status === 'needs_correction' && version.correction !== null
  const written = hasDraft ? await draftOf(sheet) : sheet
  const here = ctx.path(`/contents/${content.publicId}`)
  const reader = { kind: 'partner', id: sheet.partner.id } as const
  const lines = await threadOf(content.id, reader)
  await transaction((trx) => readThread(trx, content.id, reader))
  for (const path of [`/contents/${content.publicId}`, `/contents/${content.publicId}#thread`])
    await readNoticesOf(reader, path)
  return ctx.view.render('pages/approvals/content', {
    thread: threadPanel(lines, { reader: 'partner', company: sheet.partner.companyName, t }),
    may_talk: version.number > 1 || version.submittedAt !== null,
    form_key: randomCode(32),
    asked_fields: askedOfPartner(version.asked, {
      t,
      contentPath: `${here}/edit`,
      accountPath: ctx.path('/account/edit'),
    }),
    sheet,
    progress,
    status,
    status_label: STATUS_LABELS[status],
    problem,
    refused_urls: refusedUrls,
    here,
    ball: ballPanel(progress, status, t, language),
    clock: progress.clock && clockPanel(progress.clock, brand.name, t),
    heads: laneHeads(progress.rounds, t, 'partner'),
    events: storyOf(progress.events, await milestonesOf(sheet), {
      t,
      language,
      traceHref: '#purchases',
    }),
    purchases: purchaseLog(progress.log, here, t),
    facts: {
      category: nameOf(written.category, language),
      share: t('approvals.data.share_value', {
        partner: percent(version.partnerShare, language),
        operator: percent(10_000 - version.partnerShare, language),
      }),
    },
    has_draft: hasDraft,
    asks_company: progress.rounds.legal?.status === 'needs_correction',
    written: written.version,
    all_values: await valueFacts(valuesOf(written.version), t, language),
    trial_url: absoluteUrl('devstore', `/products/${content.publicId}`, language),
    trial_register_url: absoluteUrl('devstore', '/register', language),
    trial_login_url: absoluteUrl('devstore', '/login', language),
    store_url: absoluteUrl('store', `/products/${content.publicId}`, language),
    may_mend_urls: await mayMendUrls(version),
    next: nextSteps(
      progress,
      {
        document: await documentNeeded(written.version),
        name: version.name ?? t('catalogue.form.untitled'),
        email: sheet.partner.email,
      },
      t
    ),
    sells: await sellingBeside(sheet),
    beside: await soldVersion(sheet),
    may_withdraw: version.may('withdrawn') && !content.withdrawnAt,
    may_end_sale: content.liveVersionId !== null && !content.withdrawnAt,
  })
}

/** The version that is, or before a suspension was, on sale where a newer one is being made; null where the newest one is it. */
async function soldVersion({ content, version }: VersionSheet): Promise<ContentVersion | null> {
  const { liveVersionId, withdrawnAt } = content
  if (!liveVersionId || liveVersionId === version.id || withdrawnAt) return null
  return ContentVersion.findOrFail(liveVersionId)
}

/** The version that is on sale while this one is not yet; null for a suspended content. */
async function sellingBeside(sheet: VersionSheet): Promise<ContentVersion | null> {
  return sheet.content.suspendedAt ? null : soldVersion(sheet)
}

function nameOf(category: Category | null, language: Language): string {
  if (!category) return '–'
  return language === 'id' ? category.nameId : category.nameEn
}
