import type { HttpContext } from '@adonisjs/core/http'
import AuditPolicy from '#consoles/policies/audit_policy'
import {
  ignoredOfAudit,
  presentActorChoices,
  presentAuditEvent,
  presentConcerned,
  presentTypeChoices,
} from '#consoles/presenters/audit_page'
import { auditNames } from '#consoles/queries/audit_names'
import { CONCERNED_SHOWN, findConcerned } from '#consoles/queries/find_concerned'
import {
  AUDIT_ACTORS,
  auditFilterValues,
  listAuditEvents,
  readAuditFilter,
  type AuditLine,
} from '#consoles/queries/list_audit_events'

/** The audit trail, for administrators (R8.4). */
export default class AuditController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(AuditPolicy).authorize('list')
    const query = ctx.request.qs()
    const filter = readAuditFilter(query)
    const found = filter.about ? await findConcerned(filter.about) : []
    const isUnclear = filter.about !== '' && found.length !== 1
    const concerned = isUnclear ? null : (found[0] ?? null)
    const { events, next, isFirst } = isUnclear
      ? { events: [], next: null, isFirst: true }
      : await listAuditEvents(filter, concerned, query.before)
    const names = await auditNames(events.flatMap(referencesOf))
    const reader = { t: ctx.t, language: ctx.arrival.language, names, concerned }
    const values = {
      ...auditFilterValues(filter),
      ...(concerned ? { about: concerned.id } : {}),
    }
    const address = (more: Record<string, string>) =>
      `${ctx.path('/audit')}?${new URLSearchParams({ ...values, ...more })}`
    const types = presentTypeChoices(ctx.t)
    const actors = presentActorChoices(AUDIT_ACTORS, ctx.t)
    return ctx.view.render('pages/consoles/audit', {
      values,
      types,
      actors,
      ignored: ignoredOfAudit(query, { types, actors, values }, ctx.t),
      about: concerned?.name ?? filter.about,
      concerned,
      choices: found.length > 1 ? presentConcerned(found, address, ctx.t) : [],
      has_more_choices: found.length > CONCERNED_SHOWN,
      is_unknown: isUnclear && found.length === 0,
      is_reversed: filter.from !== null && filter.to !== null && filter.to < filter.from,
      events: events.map((event) => presentAuditEvent(event, reader)),
      next: next === null ? null : address({ before: String(next) }),
      first: isFirst ? null : address({}),
    })
  }
}

function referencesOf(event: AuditLine) {
  return [
    { kind: event.actor_kind, id: event.actor_id },
    { kind: event.subject_kind, id: event.subject_id },
    { kind: 'content', id: event.about_content },
    { kind: 'partner', id: event.about_partner },
  ].filter((one): one is { kind: string; id: string } => one.id !== null)
}
