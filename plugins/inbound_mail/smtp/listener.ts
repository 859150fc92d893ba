import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { LARGEST_MAIL, NoRoom, type InboundMail, type RawMailSink } from '#inbound_mail/contract'

export interface SmtpListenerOptions {
  host: string
  /** 0 takes a free port. */
  port: number
  /** The only address that takes mail here: this is no relay. */
  recipient: string
  /** Called for what went wrong on our side; the sender is asked to try again. */
  report: (error: Error) => void
  /** Bytes of unfinished messages that are held at once; {@link MOST_BYTES} when left out. */
  mostBytes?: number
  /** Milliseconds for one connection, with all its mails; {@link LONGEST_VISIT_MS} when left out. */
  longestVisitMs?: number
}

const MOST_CLIENTS = 40
/** Four of the largest mails: beyond, a sender is asked to come again. */
const MOST_BYTES = 4 * LARGEST_MAIL
const SILENCE_MS = 60_000
/** One host alone does not take all the room, nor keeps it by a byte now and then. A mail server comes again. */
const MOST_OF_ONE_HOST = 20
const LONGEST_VISIT_MS = 10 * 60_000

/** An answer of the SMTP conversation with its code. */
class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string
  ) {
    super(message)
  }
}

/** An embedded mail server for one address: answers 250 only when the message is kept. */
export class SmtpListener implements InboundMail {
  readonly name = 'smtp'
  readonly #options: SmtpListenerOptions
  #server: SMTPServer | undefined
  #held = 0
  readonly #underWay = new Set<Promise<void>>()
  readonly #visits = new Map<string, number>()

  constructor(options: SmtpListenerOptions) {
    this.#options = options
  }

  /** The port it listens on; of use where a free one was asked for. */
  get port(): number {
    return (this.#server?.server.address() as AddressInfo | null)?.port ?? 0
  }

  async start(sink: RawMailSink): Promise<void> {
    const { host, port, recipient, report } = this.#options
    const server = new SMTPServer({
      banner: 'Etalase',
      disabledCommands: ['AUTH', 'STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      size: LARGEST_MAIL,
      maxClients: MOST_CLIENTS,
      socketTimeout: SILENCE_MS,
      closeTimeout: 2_000,
      logger: false,
      onRcptTo: ({ address }, _session, done) =>
        address.toLowerCase() === recipient.toLowerCase()
          ? done()
          : done(new Refusal(550, 'no such address here')),
      onData: (stream, _session, done) => {
        const taking = this.#take(stream, sink).then(
          () => done(null, 'kept'),
          (error: Error) => {
            if (error instanceof Refusal) return done(error)
            report(error)
            if (error instanceof NoRoom)
              return done(new Refusal(452, 'no room now, try again later'))
            done(new Refusal(451, 'could not be kept, please try again'))
          }
        )
        this.#underWay.add(taking)
        taking.finally(() => this.#underWay.delete(taking))
      },
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    // A client that breaks off is not our failure.
    server.on('error', () => {})
    server.server.prependListener('connection', (socket: Socket) => this.#admit(socket))
    this.#server = server
  }

  #admit(socket: Socket): void {
    const host = socket.remoteAddress ?? ''
    const open = (this.#visits.get(host) ?? 0) + 1
    this.#visits.set(host, open)
    const deadline = this.#options.longestVisitMs ?? LONGEST_VISIT_MS
    const timer = setTimeout(() => socket.destroy(), deadline).unref()
    socket.once('close', () => {
      clearTimeout(timer)
      const left = this.#visits.get(host)! - 1
      if (left > 0) this.#visits.set(host, left)
      else this.#visits.delete(host)
    })
    if (open > MOST_OF_ONE_HOST) socket.destroy()
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()))
    // Whose sender was cut off is kept all the same, and not told: the sender comes again.
    await Promise.all(this.#underWay)
  }

  /**
   * Reads to the end, so that the conversation stays in step, but keeps no more than the largest mail, and of all mails together
   * no more than this process can spare.
   */
  async #take(stream: SMTPServerDataStream, sink: RawMailSink): Promise<void> {
    const most = this.#options.mostBytes ?? MOST_BYTES
    const chunks: Buffer[] = []
    let size = 0
    let held = 0
    let refusal: Refusal | null = null
    const letGo = () => {
      this.#held -= held
      held = 0
      chunks.length = 0
    }
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length
        if (refusal) continue
        if (size > LARGEST_MAIL) refusal = new Refusal(552, 'too large')
        else if (this.#held + chunk.length > most)
          refusal = new Refusal(452, 'too much mail at once, please try again later')
        if (refusal) {
          letGo()
          continue
        }
        chunks.push(chunk)
        held += chunk.length
        this.#held += chunk.length
      }
      // A mail that is too large will be so the next time too.
      if (size > LARGEST_MAIL || stream.sizeExceeded) throw new Refusal(552, 'too large')
      if (refusal) throw refusal
      await sink(Buffer.concat(chunks), this.name)
    } finally {
      letGo()
    }
  }
}
