/**
 * Where a process may die in the middle of a purchase, each on its own side of a commit or a call. Tests pull the plug there
 * (`npm run faults -- checkout`); under anything but `NODE_ENV=test` nothing can.
 */
export const FAULT_POINTS = {
  'order.inserting': 'the order is written, its transaction not committed',
  'order.placed': 'the order is committed, nothing is charged',
  'payment.asked': 'the payment is marked as asked for, the service not called',
  'payment.charged': 'the service has charged, its answer not written down',
  'outcome.recording': 'the outcome and its bookings are written, not committed',
  'outcome.recorded': 'the outcome is committed, the partner not called',
  'delivery.leased': 'the delivery is leased, the partner not called',
  'delivery.answered': 'the partner has answered, its answer not written down',
  'delivery.settled': 'the answer is committed, the order not taken on',
  'order.settling': 'the order is taken on, not committed',
  'order.settled': 'the order is settled and committed',
  'refund.answered': 'the service has given the money back, not written down',
  'refund.booked': 'the refund is committed, its errand not done',
  'renewal.opening': 'the payment of a month is written, not committed',
  'renewal.opened': 'the payment of a month is committed, not charged',
  'callback.applying': 'what the service reports is applied, not committed',
  'callback.applied': 'what the service reports is committed, not confirmed to it',
  'outbox.leased': 'an errand is leased, not begun',
  'outbox.worked': 'an errand is worked off, not marked as done',
} as const

export type FaultPoint = keyof typeof FAULT_POINTS

let armed: { point: FaultPoint; passes: number } | null = null

/** Ends this process as `kill -9` does, where a test has armed the point. */
export function faultPoint(point: FaultPoint): void {
  if (armed?.point !== point || --armed.passes > 0) return
  process.kill(process.pid, 'SIGKILL')
  // The signal takes a moment, in which nothing more may be done.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/**
 * Lets the process die at its `passes`th pass of the point.
 *
 * @throws under anything but `NODE_ENV=test`
 */
export function armFaultPoint(point: FaultPoint, passes = 1): void {
  if (process.env.NODE_ENV !== 'test') throw new Error('fault points are for tests')
  armed = { point, passes }
}
