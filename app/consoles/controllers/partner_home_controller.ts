import type { HttpContext } from '@adonisjs/core/http'
import { operatorMedian } from '#approvals/queries/operator_median'
import { COUNTED, partnerHome, type HomeTask, type Waiting } from '#consoles/queries/partner_home'
import { durationWords, formatDateTime } from '#core/views/format'
import { originOf } from '#core/http/surfaces'
import { viewerOf } from '#identity/viewer'
import { partnerOf } from '#partners/viewer'
import { clock } from '#shared/clock'
import { formatRupiah } from '#shared/money'

interface TaskWords {
  title: string
  text: string
  action: string
}

const WORDS: Record<Exclude<HomeTask, 'none'>, TaskWords> = {
  suspended: {
    title: 'consoles.task.suspended',
    text: 'consoles.task.suspended_text',
    action: 'consoles.task.suspended_action',
  },
  finish_draft: {
    title: 'consoles.task.finish_draft',
    text: 'consoles.task.finish_draft_text',
    action: 'consoles.task.finish_draft_action',
  },
  correct: {
    title: 'consoles.task.correct',
    text: 'consoles.task.correct_text',
    action: 'consoles.task.correct_action',
  },
  buy_test: {
    title: 'consoles.task.buy_test',
    text: 'consoles.task.buy_test_text',
    action: 'consoles.task.buy_test_action',
  },
  mend_integration: {
    title: 'consoles.task.mend_integration',
    text: 'consoles.task.mend_integration_text',
    action: 'consoles.task.mend_integration_action',
  },
  ask_retest: {
    title: 'consoles.task.ask_retest',
    text: 'consoles.task.ask_retest_text',
    action: 'consoles.task.ask_retest_action',
  },
  reply_pks: {
    title: 'consoles.task.reply_pks',
    text: 'consoles.task.reply_pks_text',
    action: 'consoles.task.reply_pks_action',
  },
  review: {
    title: 'consoles.task.review',
    text: 'consoles.task.review_text',
    action: 'consoles.task.look',
  },
  issue_pks: {
    title: 'consoles.task.issue_pks',
    text: 'consoles.task.issue_pks_text',
    action: 'consoles.task.look',
  },
}

/** The partner host's front page: *Informasi Kemitraan* for guests, for partners what to do next. */
export default class PartnerHomeController {
  async show(ctx: HttpContext) {
    if (viewerOf(ctx)?.kind !== 'partner')
      return ctx.view.render('pages/consoles/partnership', { median: await medianWords(ctx) })
    const partner = partnerOf(ctx)
    const home = await partnerHome(partner)
    const [first, ...others] = home.waiting.map((waiting) => present(ctx, waiting))
    const { t } = ctx
    return ctx.view.render('pages/consoles/partner_home', {
      partner,
      first,
      others,
      home,
      live: t('consoles.home.live', {
        live: upTo(home.live),
        contents: upTo(home.contents),
      }),
      flow: [
        {
          label: t('consoles.home.billed'),
          amount: formatRupiah(home.month.billed),
          note: t('consoles.home.orders', { count: home.month.orders }),
        },
        {
          label: t('consoles.home.collected'),
          amount: formatRupiah(home.month.collected),
          note: t('consoles.home.collected_note'),
        },
        {
          label: t('consoles.home.share'),
          amount: formatRupiah(home.month.partner),
          note: t('consoles.home.share_note'),
          mine: true,
        },
      ],
    })
  }
}

function upTo(count: number): string {
  return count > COUNTED ? `${COUNTED}+` : String(count)
}

/** How long the operator takes to examine a content, once there are enough to tell (R1.1). */
async function medianWords({ t }: HttpContext) {
  const median = await operatorMedian(clock.now())
  if (!median) return null
  return { duration: durationWords(median.medianMs, t), count: median.count }
}

function present(ctx: HttpContext, { task, name, contentPublicId, mine, since }: Waiting) {
  const { t } = ctx
  const words = WORDS[task as Exclude<HomeTask, 'none'>]
  const when = formatDateTime(since, ctx.arrival.language)
  return {
    name,
    mine,
    who: mine
      ? t('consoles.home.ball_yours', { since: when })
      : t('consoles.home.ball_ours', { since: when }),
    title: t(words.title, { name }),
    text: t(words.text),
    action: t(words.action),
    href: hrefOf(ctx, task, contentPublicId),
  }
}

function hrefOf(ctx: HttpContext, task: HomeTask, content: string): string {
  switch (task) {
    case 'finish_draft':
    case 'correct':
      return ctx.path(`/contents/${content}/edit`)
    case 'buy_test':
      return `${originOf('devstore')}${ctx.path(`/products/${content}`)}`
    case 'mend_integration':
      return ctx.path('/integration')
    case 'reply_pks':
      return ctx.path('/agreements')
    case 'suspended':
    case 'ask_retest':
    case 'review':
    case 'issue_pks':
    case 'none':
      return ctx.path(`/contents/${content}`)
  }
}
