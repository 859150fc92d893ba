import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { LARGEST_MAIL, type InboundMail, type RawMailSink } from '#inbound_mail/contract'

export interface SmtpListenerOptions {
  host: string
  /** 0 takes a free port. */
  port: number
  /** The only address that takes mail here: this is no relay. */
  recipient: string
  /** Called for what went wrong on our side; the sender is asked to try again. */
  report: (error: Error) => void
}

const MOST_CLIENTS = 40
const SILENCE_MS = 60_000

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
        read(stream)
          .then((raw) => sink(raw, this.name))
          .then(
            () => done(null, 'kept'),
            (error: Error) => {
              if (error instanceof Refusal) return done(error)
              report(error)
              done(new Refusal(451, 'could not be kept, please try again'))
            }
          )
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
    this.#server = server
  }

  stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()))
  }
}

/** Reads to the end, so that the conversation stays in step, but keeps no more than the largest mail. */
async function read(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LARGEST_MAIL) chunks.push(chunk)
  }
  if (size > LARGEST_MAIL || stream.sizeExceeded) throw new Refusal(552, 'too large')
  return Buffer.concat(chunks)
}
