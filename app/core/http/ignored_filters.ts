/** A filter of a list as its page offers it. */
export interface ListFilter {
  /** In the address. */
  name: string
  label: string
  /** What the list was narrowed to. */
  value: string
  options: readonly { value: string; label: string }[]
}

/** A filter that was not understood, and what the list shows in its place. */
export interface IgnoredFilter {
  filter: string
  shown: string
}

/**
 * Filters in an address whose value is none of those on offer. They are not used, and the reader is told:
 * `@!ignoredFilters` above the list.
 */
export function ignoredFilters(
  query: Record<string, unknown>,
  filters: readonly ListFilter[]
): IgnoredFilter[] {
  return filters
    .filter(({ name, options }) => {
      const sent = query[name]
      return isSent(sent) && !options.some(({ value }) => value === sent)
    })
    .map(({ label, value, options }) => ({
      filter: label,
      shown: (options.find((option) => option.value === value) ?? options[0])?.label ?? '',
    }))
}

/** An empty choice is no choice. */
export function isSent(value: unknown): boolean {
  return value !== undefined && value !== ''
}
