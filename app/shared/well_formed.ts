/**
 * Text as Unicode knows it: half of a surrogate pair, which JSON can bring and no address or database column can take, becomes `�`.
 *
 * @param value a text, or texts in lists and plain objects; whatever else is in there stays
 */
export function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T
  if (Array.isArray(value)) return value.map(wellFormed) as T
  if (!isPlain(value)) return value
  const entries = Object.entries(value).map(([name, one]) => [name.toWellFormed(), wellFormed(one)])
  return Object.fromEntries(entries) as T
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
