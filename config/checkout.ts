import env from '#start/env'
import { parseRetryDays } from '#checkout/periods'

export default {
  /** Milliseconds that the customer's page waits for payment and partner (forwarding contract, "Timing"). */
  customerWaitMs: 5_000,
  /**
   * Days after the first decline on which a renewal is tried again. Access stays open meanwhile; the last one that is
   * declined ends the subscription.
   */
  renewalRetryDays: parseRetryDays(env.get('RENEWAL_RETRY_DAYS', '1,3,7')),
}
