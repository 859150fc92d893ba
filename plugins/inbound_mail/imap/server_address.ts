/** Where an IMAP server is, and as whom to sign in. */
export interface ServerAddress {
  host: string
  port: number
  /** TLS from the first byte (`imaps:`); otherwise STARTTLS, and nothing is said before it. */
  secure: boolean
  user: string
  password: string
}

const PORTS = { 'imaps:': 993, 'imap:': 143 } as const

/**
 * Reads `imaps://USER[:PASSWORD]@HOST[:PORT]` (RFC 5092 without its parameters; reserved characters percent-encoded).
 *
 * @param password stands in for one that the address leaves out
 * @throws a sentence for whoever configures it, which never holds the password
 */
export function readServerAddress(address: string, password: string | undefined): ServerAddress {
  const url = URL.canParse(address) ? new URL(address) : null
  const standard = url && PORTS[url.protocol as keyof typeof PORTS]
  if (!url || !standard || url.hostname === '')
    throw new Error('IMAP_URL must be imaps://USER@HOST, or imap://USER@HOST for STARTTLS')
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    throw new Error('IMAP_URL ends after host and port: the folder is named by IMAP_FOLDER')
  const user = decoded(url.username)
  const secret = decoded(url.password) || password || ''
  if (user === '') throw new Error('IMAP_URL names no user: imaps://USER@HOST')
  if (secret === '') throw new Error('IMAP_PASSWORD is missing')
  return {
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? standard : Number(url.port),
    secure: url.protocol === 'imaps:',
    user,
    password: secret,
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Error('IMAP_URL: percent signs in the name or password are written %25')
  }
}
