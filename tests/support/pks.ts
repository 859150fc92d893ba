import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { ModelAttributes } from '@adonisjs/lucid/types/model'
import Category from '#catalogue/models/category'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import type { IssuedCertificate } from '#pki/development_ca'
import { developmentCa } from '#pki/main'
import { requestIssue } from '#pks/actions/request_issue'
import Agreement from '#pks/models/agreement'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { drainOutbox } from '#shared/outbox/worker'
import { get } from '#storage/main'

/** A content whose two lanes have approved its first version: what a PKS is issued for. */
export async function createApprovedVersion(
  partner: Partner,
  overrides: Partial<ModelAttributes<ContentVersion>> = {}
): Promise<ContentVersion> {
  const category = await Category.findByOrFail('key', 'musik')
  const content = await Content.create({
    partnerId: partner.id,
    ratingCount: 0,
    ratingSum: 0,
    trialRatingCount: 0,
    trialRatingSum: 0,
  })
  return ContentVersion.create({
    contentId: content.id,
    number: 1,
    status: 'approved',
    name: 'Gamelan Saku',
    categoryId: category.id,
    summary: 'Belajar gamelan dari ponsel, lengkap dengan notasi kepatihan.',
    description: 'Dua belas gending dasar dengan rekaman per instrumen.',
    specification: 'Peramban apa pun yang memutar audio.',
    carePhone: '02745550132',
    careEmail: 'bantuan@nadapusaka.example',
    price: 22_000,
    paymentKind: 'subscription',
    forwardingUrlProduction: 'https://gamelan.nadapusaka.example/terima',
    redirectUrlProduction: 'https://gamelan.nadapusaka.example/masuk',
    forwardingUrlDevelopment: 'https://uji.nadapusaka.example/terima',
    redirectUrlDevelopment: 'https://uji.nadapusaka.example/masuk',
    partnerShare: 6500,
    savedAt: clock.now(),
    submittedAt: clock.now(),
    approvedAt: clock.now(),
    ...overrides,
  })
}

/** Asks for the PKS as the approval of the second lane does. */
export function request(version: ContentVersion): Promise<Agreement> {
  return transaction((trx) => requestIssue(trx, version))
}

/** Seals and sends a PKS, as the worker does, and gives it back with its document. */
export async function issue(
  partner: Partner,
  overrides: Partial<ModelAttributes<ContentVersion>> = {}
): Promise<{ agreement: Agreement; version: ContentVersion; pdf: Buffer }> {
  const version = await createApprovedVersion(partner, overrides)
  const { id } = await request(version)
  await drainOutbox()
  const agreement = await Agreement.findOrFail(id)
  return { agreement, version, pdf: (await get(agreement.documentKey!))! }
}

/** The newest mail to an address, as it would have left. */
export async function lastMail(
  to: string
): Promise<{ subject: string; text: string; raw: Buffer } | null> {
  const row = await db.from('mailbox_messages').where('recipient', to).orderBy('id', 'desc').first()
  if (!row) return null
  const raw = Buffer.from(row.raw, 'base64')
  return { subject: row.subject, raw, text: readableText(raw) }
}

export async function countMails(to: string): Promise<number> {
  const [{ n }] = await db.from('mailbox_messages').where('recipient', to).count('* as n')
  return Number(n)
}

/** The text part of one of our own mails. */
function readableText(raw: Buffer): string {
  const mail = raw.toString()
  const start = mail.search(/Content-Type: text\/plain/i)
  const [head = '', ...rest] = mail.slice(start).split('\r\n\r\n')
  const body = rest.join('\r\n\r\n').split(/\r\n--/)[0]!
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString()
  return Buffer.from(
    body
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1'
  ).toString()
}

/** An e-mail certificate of the development CA. */
export async function certificateFor(
  email: string,
  name = 'Bagas Wirawan'
): Promise<IssuedCertificate> {
  const ca = await developmentCa()
  return ca!.issueEmailCertificate({ email, name, now: clock.now().toJSDate() })
}

export interface ReplyOptions {
  from: string
  subject: string
  certificate: IssuedCertificate
  attachments?: { filename: string; content: Buffer }[]
  headers?: string[]
  messageId?: string
}

/** A reply as a partner's mail program makes it, signed by `openssl cms`. */
export function signedReply({
  from,
  subject,
  certificate,
  attachments = [],
  headers = [],
  messageId,
}: ReplyOptions): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'reply-'))
  try {
    const boundary = `part-${randomBytes(8).toString('hex')}`
    const entity = [
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Kami telah membaca dan menyetujui PKS terlampir.',
      ...attachments.flatMap(({ filename, content }) => [
        `--${boundary}`,
        `Content-Type: application/pdf; name="${filename}"`,
        'Content-Transfer-Encoding: base64',
        `Content-Disposition: attachment; filename="${filename}"`,
        '',
        content.toString('base64').replaceAll(/(.{76})/g, '$1\r\n'),
      ]),
      `--${boundary}--`,
      '',
    ].join('\r\n')
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const signed = execFileSync('openssl', [
      ...['cms', '-sign', '-md', 'sha256', '-in', file('entity', entity)],
      ...[
        '-signer',
        file('cert.pem', certificate.certificatePem),
        '-inkey',
        file('key.pem', certificate.privateKeyPem),
      ],
      ...['-certfile', file('chain.pem', certificate.chainPem)],
    ])
    const head = [
      `From: ${from}`,
      'To: pks@webstore.localhost',
      `Subject: ${subject}`,
      `Date: ${clock.now().toRFC2822()}`,
      `Message-ID: ${messageId ?? `<${randomBytes(8).toString('hex')}@mitra.example>`}`,
      ...headers,
      '',
    ].join('\r\n')
    return Buffer.concat([
      Buffer.from(head),
      Buffer.from(signed.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Hands a raw mail to an SMTP server; rejects with its answer when it is not taken. */
export async function sendBySmtp(
  port: number,
  raw: Buffer,
  envelope: { from: string; to: string }
): Promise<string> {
  const nodemailer = createRequire(import.meta.resolve('@adonisjs/mail'))('nodemailer')
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
  })
  const sent = await transport.sendMail({
    envelope: { from: envelope.from, to: [envelope.to] },
    raw,
  })
  return sent.response
}
