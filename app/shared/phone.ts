/** Area codes of two digits; all others have three. */
const SHORT_AREAS = /^(21|22|24|31|61)/

/**
 * An Indonesian number as people read it: `+62 812-5550-1178`, `+62 274-555-0132`, free-phone `0800-555-0132`. What is no
 * such number (a short code, a foreign one, words) is given back as it is.
 *
 * @param value `081255501178`, `+62 812 5550 1178`, `(0274) 555 0132`
 */
export function formatPhone(value: string): string {
  const bare = value.replace(/[\s.\-()]/g, '').replace(/^\+?62(?=[2-9])/, '0')
  if (!/^0\d{7,12}$/.test(bare)) return value
  const free = /^(080[0-9])(\d+)$/.exec(bare)
  if (free) return [free[1], ...groups(free[2]!)].join('-')
  const national = bare.slice(1)
  if (!/^[2-9]/.test(national)) return value
  const prefix = SHORT_AREAS.test(national) ? 2 : 3
  return `+62 ${[national.slice(0, prefix), ...groups(national.slice(prefix))].join('-')}`
}

/** A number of which only its area and its end are shown (R2.5): `+62 21-••••-0622`; of any other the end: `•••• 0622`. */
export function maskPhone(value: string): string {
  const [area] = /^\+62 \d+/.exec(formatPhone(value)) ?? []
  return area ? `${area}-••••-${value.slice(-4)}` : `•••• ${value.slice(-4)}`
}

/** Two groups of three to five digits; few enough to be read at once stay one. */
function groups(digits: string): string[] {
  if (digits.length <= 5) return [digits]
  const first = digits.length === 6 || digits.length === 7 ? 3 : 4
  return [digits.slice(0, first), digits.slice(first)]
}
