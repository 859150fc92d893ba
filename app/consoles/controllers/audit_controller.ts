import type { HttpContext } from '@adonisjs/core/http'
import {
  presentActorChoices,
  presentAuditEvent,
  presentTypeChoices,
} from '#consoles/presenters/audit_page'
import { ignoredFilters } from '#core/http/ignored_filters'
import { auditNames } from '#consoles/queries/audit_names'
import {
  AUDIT_ACTORS,
  listAuditEvents,
  readAuditFilter,
  type AuditLine,
} from '#consoles/queries/list_audit_events'

/** The audit trail, for administrators (R8.4). */
export default class AuditController {
  async index(ctx: HttpContext) {
    const filter = readAuditFilter(ctx.request.qs())
    const { events, next } = await listAuditEvents(filter)
    const names = await auditNames(events.flatMap(referencesOf))
    const reader = { t: ctx.t, language: ctx.arrival.language, names }
    const address = (before: number | null) => {
      const { type, actor, id } = filter
      const query = new URLSearchParams(
        Object.entries({ type, actor, id, before: before === null ? '' : String(before) }).filter(
          ([, value]) => value !== ''
        )
      )
      return `${ctx.path('/audit')}?${query}`
    }
    const types = presentTypeChoices(ctx.t)
    const actors = presentActorChoices(AUDIT_ACTORS, ctx.t)
    return ctx.view.render('pages/consoles/audit', {
      filter,
      types,
      actors,
      ignored: ignoredFilters(ctx.request.qs(), [
        { name: 'type', label: ctx.t('consoles.audit.type'), value: filter.type, options: types },
        {
          name: 'actor',
          label: ctx.t('consoles.audit.actor'),
          value: filter.actor,
          options: actors,
        },
      ]),
      events: events.map((event) => presentAuditEvent(event, reader)),
      next: next === null ? null : address(next),
      first: filter.before === null ? null : address(null),
    })
  }
}

function referencesOf(event: AuditLine) {
  return [
    { kind: event.actor_kind, id: event.actor_id },
    { kind: event.subject_kind, id: event.subject_id },
  ].filter((one): one is { kind: string; id: string } => one.id !== null)
}
