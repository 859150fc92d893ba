import { ImapFlow, type MailboxObject } from 'imapflow'
import { LARGEST_MAIL, type InboundMail, type RawMailSink } from '#inbound_mail/contract'
import type { ServerAddress } from '#plugins/inbound_mail/imap/server_address'

export interface ImapMailboxOptions {
  server: ServerAddress
  /** The folder that replies arrive in. */
  folder: string
  /** Where mails go once they are taken; when left out they stay and carry {@link TAKEN}. */
  takenFolder?: string
  /** Called for what went wrong, with a sentence that holds no secret. Whatever it was, it is tried again. */
  report: (error: Error) => void
  /** PEM of the authorities that the server's certificate may come from; the public ones when left out. */
  ca?: string
  /** Between two looks at a server that says nothing by itself; {@link LOOKS_EVERY_MS} when left out. */
  everyMs?: number
  /** Pauses before connecting anew: the first, doubled each time up to the longest. */
  pauses?: { firstMs: number; mostMs: number }
  /** How long a server may say nothing in the middle of a conversation; {@link SILENCE_MS} when left out. */
  silenceMs?: number
}

/** Keywords (RFC 9051 section 2.3.2) that other mail programs leave alone. */
export const TAKEN = 'EtalaseTaken'
/** Beside {@link TAKEN}, on a mail that is larger than any PKS. */
export const REFUSED = 'EtalaseRefused'

const LOOKS_EVERY_MS = 60_000
const SILENCE_MS = 120_000
const PAUSES = { firstMs: 1_000, mostMs: 300_000 }
/** What is under way when we stop gets this long before the connection is cut. */
const FAREWELL_MS = 3_000

/**
 * Takes replies out of a folder of an IMAP server (RFC 9051): by IDLE when one arrives, and by looking every minute. A mail is
 * marked, or moved, only when the sink has kept it. No UID is remembered from one connection to the next, so that
 * neither a restart nor another UIDVALIDITY (a mailbox that was restored) can lose one.
 */
export class ImapMailbox implements InboundMail {
  readonly name = 'imap'
  readonly #options: ImapMailboxOptions
  #running: Promise<void> | undefined
  #client: ImapFlow | undefined
  #stopping = false
  #wake = () => {}
  /** The server said that there is more, maybe while we were still at it. */
  #news = false
  /** How often each mail of this folder could not be taken: those come after the others. */
  readonly #failures = new Map<string, number>()

  constructor(options: ImapMailboxOptions) {
    this.#options = options
  }

  /** Returns at once: a mail server that is down now keeps nobody from starting, it is reported and tried again. */
  async start(sink: RawMailSink): Promise<void> {
    this.#stopping = false
    this.#running = this.#run(sink)
  }

  /** The mail under way is kept and marked first. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#wake()
    const cut = setTimeout(() => this.#client?.close(), FAREWELL_MS)
    await this.#running
    clearTimeout(cut)
  }

  async #run(sink: RawMailSink): Promise<void> {
    const { firstMs, mostMs } = this.#options.pauses ?? PAUSES
    let pause = firstMs
    while (!this.#stopping) {
      try {
        await this.#converse(sink, () => (pause = firstMs))
      } catch (error) {
        if (this.#stopping) return
        this.#report(error)
        // Asking again and again with a wrong password closes an account.
        if (isRefusedLogin(error)) pause = mostMs
      }
      await this.#rest(pause)
      pause = Math.min(pause * 2, mostMs)
    }
  }

  /** One connection, from greeting to farewell. Rejects when it breaks. */
  async #converse(sink: RawMailSink, onGood: () => void): Promise<void> {
    const client = this.#newClient()
    this.#client = client
    let broken: Error | undefined
    client.on('error', (error: Error) => (broken = error))
    client.on('close', () => this.#client === client && this.#wake())
    client.on('exists', () => {
      this.#news = true
      this.#wake()
    })
    try {
      await client.connect()
      const mailbox = await client.mailboxOpen(this.#options.folder)
      await this.#prepare(client, mailbox)
      while (!this.#stopping) {
        await this.#takeAll(client, mailbox, sink)
        if (!client.usable) throw new Error('the connection was closed')
        onGood()
        await this.#listen(client)
      }
      await client.logout()
    } catch (error) {
      // What broke the connection says more than the command that found it broken.
      throw isRefusedLogin(error) ? error : (broken ?? error)
    } finally {
      this.#client = undefined
      client.close()
    }
  }

  #newClient(): ImapFlow {
    const { server, ca, silenceMs = SILENCE_MS } = this.#options
    return new ImapFlow({
      host: server.host,
      port: server.port,
      secure: server.secure,
      // Without this a server, or whoever stands before it, could have the password in the clear.
      ...(!server.secure && { doSTARTTLS: true }),
      ...(ca && { tls: { ca } }),
      auth: { user: server.user, pass: server.password },
      disableAutoIdle: true,
      logger: false,
      connectionTimeout: silenceMs,
      greetingTimeout: silenceMs,
      socketTimeout: silenceMs,
      // Behind the partial fetch: for a server that sends more than it was asked for.
      maxLiteralSize: LARGEST_MAIL + 65_536,
      maxResponseSize: LARGEST_MAIL + 4 * 65_536,
    })
  }

  async #prepare(client: ImapFlow, mailbox: MailboxObject): Promise<void> {
    const { takenFolder, folder } = this.#options
    if (mailbox.readOnly) throw new Error(`the folder ${folder} can only be read`)
    if (takenFolder) {
      const folders = await client.list()
      if (!folders.some(({ path }) => path === takenFolder)) await client.mailboxCreate(takenFolder)
      return
    }
    const { permanentFlags } = mailbox
    if (permanentFlags && !permanentFlags.has('\\*') && !permanentFlags.has(TAKEN))
      throw new Error('the server keeps no keywords: name a folder in IMAP_TAKEN_FOLDER')
  }

  /** Until nothing is left but what cannot be taken just now. */
  async #takeAll(client: ImapFlow, mailbox: MailboxObject, sink: RawMailSink): Promise<void> {
    const seen = new Set<number>()
    const keyOf = (uid: number) => `${mailbox.uidValidity}:${uid}`
    for (;;) {
      this.#news = false
      const waiting = await this.#waiting(client)
      this.#forgetAllBut(new Set(waiting.map(keyOf)))
      const failures = (uid: number) => this.#failures.get(keyOf(uid)) ?? 0
      const next = waiting
        .filter((uid) => !seen.has(uid))
        .toSorted((a, b) => failures(a) - failures(b) || a - b)
      if (next.length === 0) return
      for (const uid of next) {
        if (this.#stopping || !client.usable) return
        seen.add(uid)
        // Counted before: a mail on which the connection breaks must not stand before the others for ever.
        this.#failures.set(keyOf(uid), failures(uid) + 1)
        try {
          await this.#takeOne(client, uid, sink)
          this.#failures.delete(keyOf(uid))
        } catch (error) {
          if (!client.usable) throw error
          this.#report(error)
        }
      }
    }
  }

  #forgetAllBut(keys: ReadonlySet<string>): void {
    for (const key of this.#failures.keys()) if (!keys.has(key)) this.#failures.delete(key)
  }

  async #waiting(client: ImapFlow): Promise<number[]> {
    const query = this.#options.takenFolder ? { all: true } : { unKeyword: TAKEN }
    const found = await client.search(query, { uid: true })
    if (!found) throw new Error('the server refuses the search for new mail')
    return found
  }

  async #takeOne(client: ImapFlow, uid: number, sink: RawMailSink): Promise<void> {
    // One byte more than we take tells a mail that is too large, whatever size the server claims.
    const mail = await client.fetchOne(
      String(uid),
      { source: { start: 0, maxLength: LARGEST_MAIL + 1 } },
      { uid: true }
    )
    // Somebody removed it meanwhile.
    if (!mail || !mail.source) return
    if (mail.source.length > LARGEST_MAIL) {
      this.#report(new Error(`a mail of more than ${LARGEST_MAIL} bytes was refused (UID ${uid})`))
      return this.#mark(client, uid, [TAKEN, REFUSED])
    }
    await sink(mail.source, this.name)
    await this.#mark(client, uid, [TAKEN])
  }

  async #mark(client: ImapFlow, uid: number, keywords: string[]): Promise<void> {
    const { takenFolder } = this.#options
    const flagged = await client.messageFlagsAdd(String(uid), keywords, { uid: true })
    if (!takenFolder) {
      if (!flagged) throw new Error(`the server did not mark a mail that was taken (UID ${uid})`)
      return
    }
    const moved = await client.messageMove(String(uid), takenFolder, { uid: true })
    if (!moved) throw new Error(`the server did not move a mail that was taken (UID ${uid})`)
  }

  /** Until a mail arrives, the connection ends, or it is time to look again. */
  async #listen(client: ImapFlow): Promise<void> {
    if (this.#news || this.#stopping) return
    const rest = this.#rest(this.#options.everyMs ?? LOOKS_EVERY_MS)
    // Ends with the next command; what breaks it, breaks that one too.
    client.idle().catch(() => {})
    await rest
    if (!client.usable && !this.#stopping) throw new Error('the connection was closed')
  }

  /** Until somebody wakes us, at most so long. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      this.#wake = done
      if (this.#stopping) done()
      function done() {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Errors of the client hold commands and answers: only a sentence leaves here, and never the password. */
  #report(error: unknown): void {
    const { server, report } = this.#options
    const { responseText, message } = error as { responseText?: string; message: string }
    const what = isRefusedLogin(error) ? `the server refuses the login of ${server.user}` : message
    const sentence = responseText ? `${what}: ${responseText}` : what
    report(new Error(`IMAP ${server.host}: ${sentence.replaceAll(server.password, '•••')}`))
  }
}

function isRefusedLogin(error: unknown): boolean {
  return (error as { authenticationFailed?: boolean }).authenticationFailed === true
}
