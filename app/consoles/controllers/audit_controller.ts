import type { HttpContext } from '@adonisjs/core/http'
import {
  AUDIT_ACTORS,
  listAuditEvents,
  readAuditFilter,
  type AuditLine,
} from '#consoles/queries/list_audit_events'

const ACTOR_LABELS = {
  customer: 'consoles.audit.customer',
  partner: 'consoles.audit.partner',
  staff: 'consoles.audit.staff',
  system: 'consoles.audit.system',
  anonymous: 'consoles.audit.anonymous',
}

/** The audit trail, for administrators (R8.4). */
export default class AuditController {
  async index(ctx: HttpContext) {
    const { t } = ctx
    const filter = readAuditFilter(ctx.request.qs())
    const { events, next } = await listAuditEvents(filter)
    const address = (before: number | null) => {
      const { type, actor, id } = filter
      const query = new URLSearchParams(
        Object.entries({ type, actor, id, before: before === null ? '' : String(before) }).filter(
          ([, value]) => value !== ''
        )
      )
      return `${ctx.path('/audit')}?${query}`
    }
    return ctx.view.render('pages/consoles/audit', {
      filter,
      actors: [
        { value: '', label: t('consoles.audit.anybody') },
        ...AUDIT_ACTORS.map((kind) => ({ value: kind, label: t(ACTOR_LABELS[kind]) })),
      ],
      events: events.map((event) => ({
        ...event,
        actor_label: labelOf(ctx, event),
        facts: factsOf(event),
      })),
      next: next === null ? null : address(next),
      first: filter.before === null ? null : address(null),
    })
  }
}

function labelOf({ t }: HttpContext, { actor_kind: kind }: AuditLine): string {
  return kind in ACTOR_LABELS ? t(ACTOR_LABELS[kind as keyof typeof ACTOR_LABELS]) : kind
}

function factsOf({ data }: AuditLine): string {
  return Object.entries(JSON.parse(data) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
}
