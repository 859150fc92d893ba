/**
 * Expected failures are values: an action answers `Result<value, error>` and its caller switches over
 * `error.type` exhaustively. What cannot be is thrown.
 */
export type Result<T, E extends { type: string }> = { ok: true; value: T } | { ok: false; error: E }

/** A success with its value. */
export function ok(): { ok: true; value: undefined }
export function ok<T>(value: T): { ok: true; value: T }
export function ok(value?: unknown) {
  return { ok: true, value }
}

/** An expected failure; `type` is what callers switch over. */
export function err<const E extends { type: string }>(error: E): { ok: false; error: E } {
  return { ok: false, error }
}
