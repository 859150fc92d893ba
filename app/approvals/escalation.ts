import { APPROVAL_TIME } from '#approvals/clock'

/** At which parts of the fourteen days those in charge are told (R1.1), in per cent. */
export const ESCALATIONS = [50, 80, 100] as const
export type Escalation = (typeof ESCALATIONS)[number]

/** How much of the operator's time is left when a part of it has been used, in milliseconds. */
export function leftAt(percent: number): number {
  return (APPROVAL_TIME.toMillis() * (100 - percent)) / 100
}

/**
 * What is to be told now: each part that has been used up and not been told of, the smallest first. After a time in which nothing ran
 * that is more than one.
 *
 * @param told up to which part has been told; 0 at first
 */
export function dueEscalations(usedMs: number, told: number): Escalation[] {
  const usedPercent = (usedMs / APPROVAL_TIME.toMillis()) * 100
  return ESCALATIONS.filter((percent) => percent > told && percent <= usedPercent)
}
