import vine from '@vinejs/vine'
import { AUDIT_EXPORT_FORMATS } from '#consoles/actions/export_audit_events'

/** In which form the audit trail is wanted. */
export const auditExportValidator = vine.create({
  format: vine.enum(AUDIT_EXPORT_FORMATS),
})
