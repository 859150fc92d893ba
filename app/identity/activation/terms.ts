import { Duration } from 'luxon'

/** How long what belongs to an activation is good (R2.3, R4.2). */
export const ACTIVATION = {
  /** A mailed link. */
  linkLife: Duration.fromObject({ hours: 48 }),
  /** A registration without activation; within it a new link can be had. */
  registrationLife: Duration.fromObject({ days: 7 }),
  /** To so many of those that wait for an address a new link is sent, the youngest first. */
  resent: 3,
} as const
