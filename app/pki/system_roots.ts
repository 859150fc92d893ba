/**
 * The authorities for e-mail certificates that this machine's packages ship, for a first import. Nothing is trusted by finding
 * it: what comes out is a bundle like any other, for two people to look at.
 */
import { execFile } from 'node:child_process'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface SystemRoots {
  /** PEM. */
  readonly bundle: Buffer
  /** Where they are from, in words for who decides. */
  readonly source: string
  /** Chosen for e-mail by who made the list. False: it is the list for web servers, for want of a better one. */
  readonly forMail: boolean
}

/** Bundles of e-mail authorities that a distribution extracts itself. */
const MAIL_BUNDLES = [
  ['/etc/pki/ca-trust/extracted/pem/email-ca-bundle.pem', 'ca-certificates, e-mail (Fedora, RHEL)'],
  ['/etc/ca-certificates/extracted/email-ca-bundle.pem', 'ca-certificates, e-mail (Arch)'],
] as const
/** Mozilla's list with what each authority is trusted for, as NSS carries it. */
const NSS_LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/libnssckbi.so',
  '/usr/lib/x86_64-linux-gnu/nss/libnssckbi.so',
  '/usr/lib/aarch64-linux-gnu/libnssckbi.so',
  '/usr/lib/aarch64-linux-gnu/nss/libnssckbi.so',
  '/usr/lib64/libnssckbi.so',
  '/usr/lib/libnssckbi.so',
]
/** Where p11-kit keeps a list that knows purposes; without it, `trust` would call every web authority one for e-mail. */
const P11_SOURCES = ['/usr/share/pki/ca-trust-source', '/usr/share/pki/trust']
const WEB_BUNDLE = '/etc/ssl/certs/ca-certificates.crt'

const run = promisify(execFile)
const LARGEST_OUTPUT = 4 * 1024 * 1024

/** The best list that this machine has, or null when it has none. */
export async function findSystemRoots(): Promise<SystemRoots | null> {
  for (const [path, source] of MAIL_BUNDLES) {
    const bundle = await readFile(path).catch(() => null)
    if (bundle && bundle.length > 0) return { bundle, source: `${source}, ${path}`, forMail: true }
  }
  const found = (await fromNss()) ?? (await fromP11Kit())
  if (found) return found
  const bundle = await readFile(WEB_BUNDLE).catch(() => null)
  return bundle && { bundle, source: `ca-certificates, web (${WEB_BUNDLE})`, forMail: false }
}

/** `certutil` lists `nickname  SSL,S/MIME,signing`; a C in the second place: trusted to issue e-mail certificates. */
const MAIL_AUTHORITY = /^(.+?)\s+[CTcPpuw]*,[TcPpuw]*C[CTcPpuw]*,[CTcPpuw]*\s*$/

/** Needs `certutil` and `modutil` (Debian: libnss3-tools), and a database of its own to look through. */
async function fromNss(): Promise<SystemRoots | null> {
  const library = await firstOf(NSS_LIBRARIES)
  if (!library) return null
  const folder = await mkdtemp(join(tmpdir(), 'etalase-nss-'))
  const database = `sql:${folder}`
  try {
    await run('certutil', ['-N', '-d', database, '--empty-password'])
    await run('modutil', ['-dbdir', database, '-add', 'Roots', '-libfile', library, '-force'])
    const { stdout } = await run('certutil', ['-L', '-d', database, '-h', 'all'])
    const names = stdout.split('\n').flatMap((line) => MAIL_AUTHORITY.exec(line)?.[1] ?? [])
    const blocks: string[] = []
    for (const name of new Set(names)) {
      const options = { maxBuffer: LARGEST_OUTPUT }
      const listed = await run('certutil', ['-L', '-d', database, '-n', name, '-a'], options)
      blocks.push(listed.stdout)
    }
    if (blocks.length === 0) return null
    const source = `Mozilla, e-mail (NSS, ${library})`
    return { bundle: Buffer.from(blocks.join('\n')), source, forMail: true }
  } catch {
    // The tools are not there, or are others than we know: the next source.
    return null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function fromP11Kit(): Promise<SystemRoots | null> {
  if (!(await firstOf(P11_SOURCES))) return null
  const folder = await mkdtemp(join(tmpdir(), 'etalase-p11-'))
  const file = join(folder, 'roots.pem')
  const filter = ['--filter=ca-anchors', '--purpose=email', '--format=pem-bundle']
  try {
    await run('trust', ['extract', ...filter, file])
    const bundle = await readFile(file)
    return bundle.length > 0 ? { bundle, source: 'Mozilla, e-mail (p11-kit)', forMail: true } : null
  } catch {
    return null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function firstOf(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false
    )
    if (there) return path
  }
  return null
}
