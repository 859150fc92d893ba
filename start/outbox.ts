/*
 * Which area answers which outbox kind, mail and schedule: each area's `outbox.ts` registers its own, and so do
 * its `proposals.ts` and `notices.ts`.
 */
import '#start/accounts'
import '#captcha/outbox'
import '#catalogue/outbox'
import '#approvals/outbox'
import '#identity/outbox'
import '#partners/outbox'
import '#customers/outbox'
import '#forwarding/outbox'
import '#checkout/outbox'
import '#vouchers/outbox'
import '#settlement/outbox'
import '#storefront/outbox'
import '#pks/outbox'
import '#pks/trust_outbox'
import '#identity/proposals'
import '#catalogue/proposals'
import '#identity/notices'
import '#partners/notices'
import '#catalogue/notices'
import '#approvals/notices'
import '#forwarding/notices'
import '#checkout/notices'
import '#pks/notices'
import '#storefront/notices'
import { sweepLimits } from '#core/limits'
import { sweepNotices } from '#core/notices/read_notices'
import { registerSchedule } from '#shared/outbox/handlers'
import { sweepOutbox } from '#shared/outbox/sweep'

registerSchedule({ name: 'outbox.sweep', everySeconds: 86_400, run: sweepOutbox })
registerSchedule({ name: 'core.sweep_limits', everySeconds: 3_600, run: sweepLimits })
registerSchedule({ name: 'core.sweep_notices', everySeconds: 86_400, run: sweepNotices })
