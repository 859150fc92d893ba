/*
 * Every setting of a production deployment: what `setup` asks, takes as a flag or from the environment, and writes.
 */
import { randomBytes } from 'node:crypto'
import { access, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'

const secret = () => randomBytes(32).toString('base64url')

type Settings = Readonly<Record<string, string | undefined>>
type Fault = string | null

export interface Question {
  /** Of the setting, in the settings file and in the environment. */
  name: string
  /** What is asked. */
  text: string
  /** Used when nothing else is given. */
  value?: string
  /** Makes a value that nobody is asked for. */
  make?: () => string
  /** Nobody is asked: production knows one value. */
  fixed?: boolean
  /** Not echoed. */
  hidden?: boolean
  /** Whether it matters, by what was answered before; always when left out. */
  when?: (settings: Settings) => boolean
  /** What is wrong with a value. */
  check: (value: string, settings: Settings) => Fault | Promise<Fault>
}

export const QUESTIONS: readonly Question[] = [
  {
    name: 'NODE_ENV',
    value: 'production',
    fixed: true,
    text: 'Kind of deployment',
    check: oneOf('production'),
  },
  { name: 'STORE_HOST', text: 'Host of the store, such as toko.example.co.id', check: hostName },
  { name: 'DEVSTORE_HOST', text: 'Host of the trial store', check: hostName },
  { name: 'PARTNER_HOST', text: 'Host of the partner console', check: hostName },
  { name: 'STAFF_HOST', text: 'Host of the staff desk', check: hostName },
  {
    name: 'PUBLIC_SCHEME',
    value: 'https',
    fixed: true,
    text: 'Scheme under which the world reaches it',
    check: oneOf('https'),
  },
  {
    name: 'TRUST_PROXY',
    value: 'true',
    text: 'Is there a reverse proxy in front (true or false)',
    check: oneOf('true', 'false'),
  },
  { name: 'HOST', value: '127.0.0.1', text: 'Address to listen on', check: filled },
  { name: 'PORT', value: '3333', text: 'Port to listen on', check: port },
  { name: 'BRAND_NAME', value: 'Telkom Webstore', text: 'Name of the store', check: filled },
  {
    name: 'OPERATOR_NAME',
    value: 'PT Telekomunikasi Indonesia Tbk',
    text: 'Name of the operator, as on agreements',
    check: filled,
  },
  {
    name: 'DATABASE_URL',
    value: 'sqlite:storage/etalase.sqlite3',
    text: 'Database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME',
    check: databaseUrl,
  },
  {
    name: 'STORAGE_DIR',
    value: 'storage',
    text: 'Folder for images, documents and mail',
    check: filled,
  },
  {
    name: 'APP_KEY',
    make: secret,
    text: 'Secret that seals sessions and personal data',
    check: appKey,
  },
  { name: 'KEYSTORE_FILE', text: 'PKCS#12 file of the key that seals agreements', check: readable },
  { name: 'KEYSTORE_PASSWORD', text: 'Its password', hidden: true, check: keystore },
  {
    name: 'TRUST_DIR',
    text: 'Folder with the certificates of the authorities that partners may use (PEM or DER)',
    check: trustFolder,
  },
  { name: 'MAILER', value: 'smtp', fixed: true, text: 'How mail leaves', check: oneOf('smtp') },
  {
    name: 'MAIL_SMTP_URL',
    text: 'Mail server: smtp://USER:PASSWORD@HOST:587 or smtps://…:465',
    hidden: true,
    check: smtpUrl,
  },
  { name: 'MAIL_FROM', text: 'Address that mail comes from', check: address },
  { name: 'INBOUND_ADDRESS', text: 'Address that partners reply to', check: address },
  {
    name: 'INBOUND_MAIL',
    value: 'smtp',
    text: 'How replies come in: smtp, imap, file, comma separated, or none',
    check: waysIn,
  },
  {
    name: 'SMTP_HOST',
    value: '127.0.0.1',
    text: 'Address on which replies are taken by SMTP',
    check: filled,
    when: comesBy('smtp'),
  },
  {
    name: 'SMTP_PORT',
    value: '2525',
    text: 'Port on which replies are taken by SMTP',
    check: port,
    when: comesBy('smtp'),
  },
  {
    name: 'IMAP_URL',
    text: 'Mailbox of that address: imaps://USER@HOST, or imap://USER@HOST for STARTTLS',
    check: imapUrl,
    when: comesBy('imap'),
  },
  {
    name: 'IMAP_PASSWORD',
    text: 'Its password',
    hidden: true,
    check: filled,
    when: (settings) => comesBy('imap')(settings) && !hasPassword(settings.IMAP_URL ?? ''),
  },
  { name: 'PAYMENT_GATEWAY_URL', text: 'Payment gateway of the store', check: httpsUrl },
  { name: 'PAYMENT_GATEWAY_KEY', text: 'Its key, as kid:secret', hidden: true, check: filled },
  {
    name: 'SANDBOX_GATEWAY_URL',
    value: 'http://127.0.0.1:3390',
    text: 'Payment sandbox of the trial store',
    check: anyUrl,
  },
  { name: 'SANDBOX_GATEWAY_KEY', make: secret, text: 'Its key', check: filled },
]

/** `STORE_HOST` → `store-host` */
export function flagOf({ name }: Pick<Question, 'name'>): string {
  return name.toLowerCase().replaceAll('_', '-')
}

function filled(value: string): Fault {
  return value.trim() === '' ? 'must not be empty' : null
}

function oneOf(...words: string[]) {
  return (value: string): Fault => (words.includes(value) ? null : `must be ${words.join(' or ')}`)
}

function hostName(value: string, settings: Settings): Fault {
  if (!/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(value))
    return 'is no host name in lower case'
  if (value.endsWith('.localhost')) return 'must be reachable by the world'
  const others = ['STORE_HOST', 'DEVSTORE_HOST', 'PARTNER_HOST', 'STAFF_HOST'].filter(
    (name) => settings[name] === value
  )
  return others.length > 1 ? 'is the host of another surface, too' : null
}

function port(value: string): Fault {
  return /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536
    ? null
    : 'is no port'
}

function urlOf(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol)
}

function httpsUrl(value: string): Fault {
  return urlOf(value, ['https:']) ? null : 'must be an https address'
}

function anyUrl(value: string): Fault {
  return urlOf(value, ['http:', 'https:']) ? null : 'is no address'
}

function smtpUrl(value: string): Fault {
  return urlOf(value, ['smtp:', 'smtps:']) ? null : 'must begin with smtp:// or smtps://'
}

const WAYS_IN = ['smtp', 'imap', 'file']

function waysIn(value: string): Fault {
  const names = value.split(',').map((name) => name.trim())
  return value === 'none' || names.every((name) => WAYS_IN.includes(name))
    ? null
    : `must be none, or out of ${WAYS_IN.join(', ')}`
}

function comesBy(way: string) {
  return ({ INBOUND_MAIL = '' }: Settings): boolean =>
    INBOUND_MAIL.split(',').some((name) => name.trim() === way)
}

async function imapUrl(value: string): Promise<Fault> {
  const { readServerAddress } = await import('#plugins/inbound_mail/imap/server_address')
  try {
    readServerAddress(value, 'asked for next')
    return null
  } catch (error) {
    return `is not usable: ${(error as Error).message}`
  }
}

function hasPassword(url: string): boolean {
  return URL.canParse(url) && new URL(url).password !== ''
}

function databaseUrl(value: string): Fault {
  if (/^sqlite:.+/.test(value) || urlOf(value, ['postgres:', 'postgresql:'])) return null
  return 'must be sqlite:PATH or postgres://…'
}

function address(value: string): Fault {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : 'is no e-mail address'
}

function appKey(value: string): Fault {
  return /^development/.test(value) || value.length < 32
    ? 'is the secret of a development machine, or too short'
    : null
}

async function readable(path: string): Promise<Fault> {
  const exists = await access(path).then(
    () => true,
    () => false
  )
  return exists ? null : 'cannot be read'
}

/** Opens, and is not the key that every development machine makes for itself. */
async function keystore(password: string, settings: Settings): Promise<Fault> {
  const { openFileKeystore } = await import('#plugins/pki/file_keystore/keystore')
  try {
    const key = await openFileKeystore(resolve(settings.KEYSTORE_FILE ?? ''), password)
    if (key.isDevelopment) return 'opens the key of a development CA'
    return key.notAfter.getTime() <= Date.now() ? 'opens a key whose certificate has expired' : null
  } catch (error) {
    return `does not open KEYSTORE_FILE: ${(error as Error).message}`
  }
}

async function trustFolder(path: string): Promise<Fault> {
  const names = await readdir(path).catch(() => null)
  if (!names) return 'is no folder that can be read'
  return names.length > 0 ? null : 'holds no certificate'
}
