export default {
  /** Milliseconds that the customer's page waits for payment and partner (forwarding contract, "Timing"). */
  customerWaitMs: 5_000,
}
