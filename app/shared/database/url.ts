export type DatabaseChoice =
  { engine: 'sqlite'; filename: string } | { engine: 'postgres'; url: string }

/**
 * Reads `DATABASE_URL`.
 *
 * @param url `sqlite:PATH` (relative paths start at the working directory) or `postgres://…`
 * @throws when it is neither
 */
export function parseDatabaseUrl(url: string): DatabaseChoice {
  if (url.startsWith('sqlite:')) return { engine: 'sqlite', filename: url.slice('sqlite:'.length) }
  if (/^postgres(ql)?:\/\//.test(url)) return { engine: 'postgres', url }
  throw new Error('DATABASE_URL must be sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME')
}
