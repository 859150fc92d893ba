/**
 * Whole rupiah. The smallest unit that is ever charged, shared or paid is 1; fractions appear only
 * inside a division, which names its rounding here.
 */
export type Rupiah = number

/** Basis points: 6500 is 65 %. */
export type BasisPoints = number

/** Throws unless `value` is a whole, safe number of rupiah. */
export function rupiah(value: number): Rupiah {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole amount of rupiah: ${value}`)
  return value
}

/**
 * Splits a price that includes PPN into its base and the tax, the tax rounded half up (R1.3).
 *
 * @param gross rupiah, PPN included
 * @param ppn effective rate in basis points (1100 is 11 %)
 */
export function splitPpn(gross: Rupiah, ppn: BasisPoints): { base: Rupiah; ppn: Rupiah } {
  rupiah(gross)
  const tax = divideHalfUp(BigInt(gross) * BigInt(ppn), 10_000n + BigInt(ppn))
  return { base: gross - tax, ppn: tax }
}

/**
 * Shares a base between partner and operator: the partner's part down to whole rupiah, the rest is
 * the operator's, so that both always add up (R1.3).
 */
export function splitShare(
  base: Rupiah,
  partnerShare: BasisPoints
): { partner: Rupiah; operator: Rupiah } {
  rupiah(base)
  const partner = Number((BigInt(base) * BigInt(partnerShare)) / 10_000n)
  return { partner, operator: base - partner }
}

/** `gross` = PPN + partner + operator, each in whole rupiah (R1.3). */
export function splitCollected(
  gross: Rupiah,
  rates: { ppn: BasisPoints; partnerShare: BasisPoints }
) {
  const { base, ppn } = splitPpn(gross, rates.ppn)
  return { gross, base, ppn, ...splitShare(base, rates.partnerShare) }
}

function divideHalfUp(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator))
}

const GROUPED = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 0 })

/** `Rp 22.000`: consoles, sums, tables. */
export function formatRupiah(amount: Rupiah): string {
  return amount < 0 ? `-Rp ${GROUPED.format(-amount)}` : `Rp ${GROUPED.format(amount)}`
}

/** `Rp. 22.000,-`: the price tag in the store. */
export function formatPriceTag(amount: Rupiah): string {
  return `Rp. ${GROUPED.format(amount)},-`
}
