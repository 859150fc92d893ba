/** Did a write fail because another row has the same unique value (or key)? Both engines. */
export function isUniqueViolation(error: unknown): boolean {
  const { code } = error as { code?: string }
  return (
    code === '23505' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  )
}
