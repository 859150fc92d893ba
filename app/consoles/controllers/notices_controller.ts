import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import NoticePolicy from '#consoles/policies/notice_policy'
import { presentNotice } from '#consoles/presenters/notices_page'
import type { NoticeReader } from '#core/notices/notices'
import { listNotices, readAllNotices, readNotice } from '#core/notices/read_notices'
import { viewerOf } from '#identity/viewer'
import { pageKey } from '#shared/address_values'

const VIEWS: Record<NoticeReader['kind'], string> = {
  customer: 'pages/consoles/notices_customer',
  partner: 'pages/consoles/notices_partner',
  staff: 'pages/consoles/notices_staff',
}

/** What somebody was told, on every surface that has accounts. */
export default class NoticesController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(NoticePolicy).authorize('list')
    const reader = readerOf(ctx)
    const { before, show } = ctx.request.qs()
    const unreadOnly = show === 'unread'
    const page = await listNotices(reader, { before: pageKey(before), unreadOnly })
    const address = (query: string) => ctx.path(`/notices${query}`)
    return ctx.view.render(VIEWS[reader.kind], {
      notices: page.notices.map((notice) => presentNotice(notice, ctx.t, (to) => ctx.path(to))),
      newest: page.notices[0]?.id ?? null,
      unread_only: unreadOnly,
      chips: [
        { label: ctx.t('notices.all'), href: address(''), current: !unreadOnly },
        { label: ctx.t('notices.unread'), href: address('?show=unread'), current: unreadOnly },
      ],
      first: pageKey(before) === null ? null : address(unreadOnly ? '?show=unread' : ''),
      next: page.next && address(`?${unreadOnly ? 'show=unread&' : ''}before=${page.next}`),
    })
  }

  /** Opens what a notice tells of, and has it read. */
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(NoticePolicy).authorize('read')
    return ctx.response.redirect(ctx.path(await this.#read(ctx)))
  }

  async update(ctx: HttpContext) {
    await ctx.bouncer.with(NoticePolicy).authorize('read')
    await this.#read(ctx)
    return ctx.response.redirect(ctx.path('/notices'))
  }

  async updateAll(ctx: HttpContext) {
    await ctx.bouncer.with(NoticePolicy).authorize('read')
    const newest = pageKey(ctx.request.input('newest'))
    if (newest !== null) await readAllNotices(readerOf(ctx), newest)
    return ctx.response.redirect(ctx.path('/notices'))
  }

  async #read(ctx: HttpContext): Promise<string> {
    const path = await readNotice(readerOf(ctx), String(ctx.params.id))
    if (path === null) throw new Exception('no such notice', { status: 404, code: 'E_NOT_FOUND' })
    return path
  }
}

function readerOf(ctx: HttpContext): NoticeReader {
  const { kind, user } = viewerOf(ctx)!
  return { kind, id: user.id }
}
