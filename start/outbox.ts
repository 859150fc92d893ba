/*
 * Which area answers which outbox kind, mail and schedule: each area's `outbox.ts` registers its own.
 */
