import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InboundMail } from '#inbound_mail/contract'
import { MailFolder } from '#plugins/inbound_mail/file/folder'
import { ImapMailbox, REFUSED, TAKEN } from '#plugins/inbound_mail/imap/mailbox'
import { readServerAddress } from '#plugins/inbound_mail/imap/server_address'
import { SmtpListener } from '#plugins/inbound_mail/smtp/listener'
import { Dovecot } from '#tests/support/dovecot'
import { freePort } from '#tests/support/ports'
import { sendBySmtp } from '#tests/support/pks'

/** Where mails wait before a way in takes them. It outlives the way, as a mail server outlives us. */
export interface OtherSide {
  /** A way in to us from here. Several one after the other are the process that was started again. */
  way(): InboundMail
  /** What a process needs in its environment to open that way by itself. */
  environment: Record<string, string>
  /** From now on they wait to be taken. */
  hand(mails: readonly Buffer[]): Promise<void>
  /** What nobody has taken yet. */
  waiting(): Promise<Buffer[]>
  /** How many were refused for good. */
  refused(): Promise<number>
  close(): Promise<void>
}

const ADDRESS = 'pks@webstore.localhost'

/** A mail server that has mails for us, and tries again until each is taken (250) or refused for good (5xx). */
export async function mailServer(): Promise<OtherSide> {
  const port = await freePort()
  const queue: Buffer[] = []
  let refused = 0
  let open = true
  const deliver = async () => {
    while (open) {
      for (const raw of [...queue]) {
        const done = await sendBySmtp(port, raw, { from: 'a@mitra.example', to: ADDRESS }).then(
          () => true,
          (error: { responseCode?: number }) => {
            const forGood = (error.responseCode ?? 0) >= 500
            if (forGood) refused++
            return forGood
          }
        )
        if (done) queue.splice(queue.indexOf(raw), 1)
      }
      await sleep(20)
    }
  }
  const delivering = deliver()
  return {
    way: () => new SmtpListener({ host: '127.0.0.1', port, recipient: ADDRESS, report: () => {} }),
    environment: { INBOUND_MAIL: 'smtp', SMTP_HOST: '127.0.0.1', SMTP_PORT: String(port) },
    hand: async (mails) => void queue.push(...mails),
    waiting: async () => [...queue],
    refused: async () => refused,
    close: async () => {
      open = false
      await delivering
    },
  }
}

/** A folder into which somebody writes mails. */
export async function mailFolder(): Promise<OtherSide> {
  const folder = mkdtempSync(join(tmpdir(), 'inbound-'))
  mkdirSync(join(folder, 'refused'))
  let written = 0
  const waiting = () => readdirSync(folder).filter((name) => name.endsWith('.eml'))
  return {
    way: () => new MailFolder({ folder, everyMs: 20, report: () => {} }),
    environment: { INBOUND_MAIL: 'file', INBOUND_FOLDER: folder },
    hand: async (mails) => {
      for (const raw of mails) {
        const name = join(folder, `${String(++written).padStart(4, '0')}.eml`)
        writeFileSync(`${name}.part`, raw)
        renameSync(`${name}.part`, name)
      }
    },
    waiting: async () =>
      waiting().flatMap((name) => {
        try {
          return [readFileSync(join(folder, name))]
        } catch {
          // Taken between the two looks.
          return []
        }
      }),
    refused: async () => readdirSync(join(folder, 'refused')).length,
    close: async () => rmSync(folder, { recursive: true }),
  }
}

/** A mailbox of a real Dovecot. */
export async function imapAccount(): Promise<OtherSide & { server: Dovecot }> {
  const server = await Dovecot.open()
  return {
    server,
    way: () =>
      new ImapMailbox({
        server: readServerAddress(server.url, undefined),
        folder: 'INBOX',
        ca: server.ca,
        everyMs: 50,
        pauses: { firstMs: 20, mostMs: 100 },
        report: () => {},
      }),
    environment: {
      INBOUND_MAIL: 'imap',
      IMAP_URL: server.url,
      IMAP_CA_FILE: server.caFile,
    },
    hand: (mails) => server.append(mails),
    waiting: async () =>
      (await server.list()).filter(({ flags }) => !flags.includes(TAKEN)).map(({ raw }) => raw),
    refused: async () =>
      (await server.list()).filter(({ flags }) => flags.includes(REFUSED)).length,
    close: () => server.close(),
  }
}
