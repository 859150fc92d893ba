import type { HttpContext } from '@adonisjs/core/http'
import { staffOf } from '#identity/viewer'
import { askForJudgement } from '#pks/actions/ask_for_judgement'
import {
  download,
  orNotFound,
  REPLY_STATES,
  replyPill,
  verdictHead,
} from '#pks/controllers/presenting'
import type { ReplyStatus } from '#pks/models/pks_reply'
import { verdictsOf } from '#pks/queries/find_agreement'
import { findReply, listReplies } from '#pks/queries/list_replies'
import { ignoredFilters } from '#core/http/ignored_filters'
import { isPublicId } from '#shared/public_id'
import { get } from '#storage/main'

/** Every mail that came in, for Legal and administrators: its verdicts, its raw bytes, and judging it again. */
export default class StaffRepliesController {
  async index(ctx: HttpContext) {
    const { status, after } = ctx.request.qs()
    const chosen =
      typeof status === 'string' && Object.hasOwn(REPLY_STATES, status)
        ? (status as ReplyStatus)
        : null
    const page = await listReplies({
      status: chosen,
      after: isPublicId(String(after)) ? String(after) : null,
    })
    const options = [
      { value: '', label: ctx.t('pks.staff.all') },
      ...Object.entries(REPLY_STATES).map(([value, { label }]) => ({ value, label: ctx.t(label) })),
    ]
    const query = chosen ? `&status=${chosen}` : ''
    return ctx.view.render('pages/pks/staff_replies', {
      lines: page.lines.map((line) => ({ ...line, pill: replyPill(ctx, line.reply) })),
      next: page.next && ctx.path(`/replies?after=${page.next}${query}`),
      ignored: ignoredFilters(ctx.request.qs(), [
        { name: 'status', label: ctx.t('pks.page.status'), value: chosen ?? '', options },
      ]),
      chips: [
        { label: ctx.t('pks.staff.all'), href: ctx.path('/replies'), current: !chosen },
        ...Object.entries(REPLY_STATES).map(([name, { label }]) => ({
          label: ctx.t(label),
          href: ctx.path(`/replies?status=${name}`),
          current: name === chosen,
        })),
      ],
    })
  }

  async show(ctx: HttpContext) {
    const { reply, agreement } = orNotFound(await findReply(ctx.params.id))
    const verdicts = await verdictsOf(reply)
    return ctx.view.render('pages/pks/staff_reply', {
      reply,
      agreement,
      verdict: verdicts[0] ?? null,
      verdicts,
      head: verdictHead(ctx, reply, verdicts[0] ?? null, agreement),
    })
  }

  async raw(ctx: HttpContext) {
    const { reply } = orNotFound(await findReply(ctx.params.id))
    return download(ctx, {
      bytes: await get(reply.rawKey),
      name: `${reply.publicId}.eml`,
      type: 'message/rfc822',
    })
  }

  async judge(ctx: HttpContext) {
    const { reply } = orNotFound(await findReply(ctx.params.id))
    await askForJudgement(reply, staffOf(ctx))
    return ctx.response.redirect(ctx.path(`/replies/${reply.publicId}`))
  }
}
