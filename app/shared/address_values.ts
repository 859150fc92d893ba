/** The largest id that both databases keep. */
const LARGEST_ID = 2_147_483_647

/** The inner id in an address at which a keyset page begins; null for anything that can be none. */
export function pageKey(value: unknown): number | null {
  if (typeof value !== 'string' || !/^[1-9]\d{0,9}$/.test(value)) return null
  const key = Number(value)
  return key <= LARGEST_ID ? key : null
}

/** A search text from an address: one value, without control characters, which PostgreSQL refuses, cut to length. */
export function searchText(value: unknown, most: number): string {
  if (typeof value !== 'string') return ''
  return value
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, most)
}
