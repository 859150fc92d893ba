import env from '#start/env'

/** Effective rates in basis points; what an agreement or an invoice was made with is frozen there (R7.3). */
export default {
  /** PPN, included in list prices. */
  ppn: env.get('PPN_BASIS_POINTS', 1_100),
  /** PPh 23, withheld from the partner's part when it is paid out. */
  pph23: env.get('PPH23_BASIS_POINTS', 200),
}
