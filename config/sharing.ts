import type { BasisPoints } from '#shared/money'

const partner: BasisPoints = 6_500

/** The partner's part of collected revenue without PPN (R1.3). A new content begins with it; its agreement freezes it. */
export default { partner }
