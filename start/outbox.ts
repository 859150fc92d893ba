/*
 * Which area answers which outbox kind, mail and schedule: each area's `outbox.ts` registers its own.
 */
import '#captcha/outbox'
import '#catalogue/outbox'
import '#approvals/outbox'
import '#identity/outbox'
import '#partners/outbox'
import '#customers/outbox'
import '#forwarding/outbox'
import '#checkout/outbox'
import '#pks/outbox'
