/*
 * Which area answers which outbox kind, mail and schedule: each area's `outbox.ts` registers its own.
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
import '#pks/outbox'
import '#pks/trust_outbox'
import { sweepLimits } from '#core/limits'
import { registerSchedule } from '#shared/outbox/handlers'
import { sweepOutbox } from '#shared/outbox/sweep'

registerSchedule({ name: 'outbox.sweep', everySeconds: 86_400, run: sweepOutbox })
registerSchedule({ name: 'core.sweep_limits', everySeconds: 3_600, run: sweepLimits })
