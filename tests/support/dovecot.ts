import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ImapFlow } from 'imapflow'
import { eventually } from '#tests/support/patience'
import { freePort } from '#tests/support/ports'

const PROGRAM = '/usr/sbin/dovecot'

/** Why a test with a real IMAP server cannot run here, or null when it can. */
export const NO_DOVECOT = !existsSync(PROGRAM)
  ? 'Dovecot is not installed (Debian: dovecot-imapd)'
  : !existsSync('/usr/bin/openssl')
    ? 'openssl is not installed, which makes the certificate of the IMAP server'
    : null

/** A real IMAP server of its own, in a temporary folder, with one account and a certificate of its own. */
export class Dovecot {
  readonly user = 'pks'
  readonly password = `s3cret-${randomBytes(6).toString('hex')}`
  readonly #folder = mkdtempSync(join(tmpdir(), 'dovecot-'))
  #child: ChildProcess | undefined
  #ports = { imap: 0, imaps: 0 }

  /** Makes one and starts it. */
  static async open(): Promise<Dovecot> {
    const server = new Dovecot()
    server.#ports = { imap: await freePort(), imaps: await freePort() }
    server.#makeCertificate()
    server.#configure()
    await server.start()
    return server
  }

  /** With STARTTLS. */
  get port(): number {
    return this.#ports.imap
  }

  /** With TLS from the first byte. */
  get tlsPort(): number {
    return this.#ports.imaps
  }

  /** PEM of the certificate to trust. */
  get ca(): string {
    return readFileSync(this.caFile, 'utf8')
  }

  get caFile(): string {
    return join(this.#folder, 'cert.pem')
  }

  get url(): string {
    return `imaps://${this.user}:${this.password}@localhost:${this.tlsPort}`
  }

  async start(): Promise<void> {
    this.#child = spawn(PROGRAM, ['-F', '-c', join(this.#folder, 'dovecot.conf')], {
      stdio: 'ignore',
      // A group of its own, so that they can be killed together.
      detached: true,
    })
    await eventually(() => answers(this.#ports.imaps), 'an answer from Dovecot')
  }

  /** The plug pulled out, its connections with it. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    process.kill(-child.pid!, 'SIGKILL')
    await ended
    await eventually(async () => !(await answers(this.#ports.imaps)), 'the end of Dovecot')
  }

  async close(): Promise<void> {
    const child = this.#child
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
    this.#child = undefined
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 })
  }

  /** Does something at the server as another mail program of the account. */
  async asClient<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = new ImapFlow({
      host: 'localhost',
      port: this.tlsPort,
      secure: true,
      auth: { user: this.user, pass: this.password },
      tls: { ca: this.ca },
      logger: false,
    })
    client.on('error', () => {})
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.logout()
    }
  }

  /** Puts mails into a folder as they are. */
  append(mails: readonly Buffer[], folder = 'INBOX'): Promise<void> {
    return this.asClient(async (client) => {
      for (const raw of mails) await client.append(folder, raw)
    })
  }

  /** What lies in a folder, with its keywords. */
  list(folder = 'INBOX'): Promise<{ uid: number; flags: string[]; raw: Buffer }[]> {
    return this.asClient(async (client) => {
      const opened = await client.mailboxOpen(folder, { readOnly: true })
      if (opened.exists === 0) return []
      const mails = await client.fetchAll('1:*', { flags: true, source: true })
      return mails.map(({ uid, flags, source }) => ({ uid, flags: [...flags!], raw: source! }))
    })
  }

  /** Forgets every UID, as a mailbox does that was restored from a backup: another UIDVALIDITY. */
  async forgetUids(): Promise<void> {
    await this.#doveadm(
      'mailbox',
      'update',
      '--uid-validity',
      String(Math.floor(performance.now()) + 7),
      'INBOX'
    )
  }

  /** Logins so far, failed ones too. */
  logins(): { good: number; bad: number } {
    const log = this.log()
    return {
      good: log.match(/imap-login: (Info: )?Login:/g)?.length ?? 0,
      bad: log.match(/auth failed/g)?.length ?? 0,
    }
  }

  log(): string {
    const file = join(this.#folder, 'log')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  async #doveadm(...command: string[]): Promise<void> {
    const [verb, ...rest] = command
    const words = [verb!, rest[0]!, '-u', this.user, ...rest.slice(1)]
    await promisify(execFile)('doveadm', ['-c', join(this.#folder, 'dovecot.conf'), ...words])
  }

  #makeCertificate(): void {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'],
        ...['-keyout', join(this.#folder, 'key.pem'), '-out', this.caFile],
      ],
      { stdio: 'ignore' }
    )
  }

  /** Dovecot gives no mail to root: there, the mailbox belongs to nobody. */
  #configure(): void {
    const { uid, gid, username } = userInfo()
    const owner = uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid }
    const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
    // Started by root it has users of its own, which its package made; by anybody else it can only be that one.
    const users =
      uid === 0
        ? ''
        : `default_internal_user = ${username}
default_internal_group = ${group}
default_login_user = ${username}
`
    const home = join(this.#folder, 'home')
    mkdirSync(home)
    chmodSync(this.#folder, 0o755)
    if (uid === 0) chownSync(home, owner.uid, owner.gid)
    writeFileSync(join(this.#folder, 'users'), `${this.user}:{PLAIN}${this.password}\n`)
    writeFileSync(
      join(this.#folder, 'dovecot.conf'),
      `base_dir = ${this.#folder}/run
state_dir = ${this.#folder}/state
log_path = ${this.#folder}/log
protocols = imap
listen = 127.0.0.1
${users}default_process_limit = 20
shutdown_clients = yes
auth_failure_delay = 0
ssl = required
ssl_cert = <${this.#folder}/cert.pem
ssl_key = <${this.#folder}/key.pem
ssl_dh =
mail_location = maildir:~/Maildir
maildir_copy_with_hardlinks = no
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${this.#ports.imap}
  }
  inet_listener imaps {
    port = ${this.#ports.imaps}
    ssl = yes
  }
}
passdb {
  driver = passwd-file
  args = ${this.#folder}/users
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${home}
}
`
    )
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
