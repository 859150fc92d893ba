import { Readable } from 'node:stream'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { exportAuditEvents } from '#consoles/actions/export_audit_events'
import AuditPolicy from '#consoles/policies/audit_policy'
import { findConcerned } from '#consoles/queries/find_concerned'
import { readAuditFilter } from '#consoles/queries/list_audit_events'
import { auditExportValidator } from '#consoles/validators/audit_export'
import { readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { clock, DISPLAY_ZONE } from '#shared/clock'

const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' }

/** The audit trail as a file, as far as the page's filter lets it (R8.4). */
export default class AuditExportsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(AuditPolicy).authorize('export')
    const form = await readForm(ctx, auditExportValidator)
    // The page offers two buttons: whatever else comes was not sent by it.
    if (!form.ok) throw new Exception('no such format', { status: 400, code: 'E_BAD_REQUEST' })
    const { format } = form.data
    const filter = readAuditFilter(ctx.request.body())
    const concerned = filter.about ? await findConcerned(filter.about) : []
    if (filter.about && concerned.length !== 1)
      throw new Exception('no such record', { status: 400, code: 'E_BAD_REQUEST' })
    const lines = await exportAuditEvents(staffOf(ctx), filter, concerned[0] ?? null, format)
    const day = clock.now().setZone(DISPLAY_ZONE).toISODate()
    ctx.response.header('content-type', TYPES[format])
    ctx.response.header('content-disposition', `attachment; filename="audit-${day}.${format}"`)
    return ctx.response.stream(Readable.from(lines))
  }
}
