import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import brand from '#config/brand'
import Listing from '#catalogue/models/listing'
import { developmentCa } from '#pki/main'
import { SmtpListener } from '#plugins/inbound_mail/smtp/listener'
import { receiveReply } from '#pks/actions/receive_reply'
import { retryHeldReplies } from '#pks/actions/follow_up'
import type Agreement from '#pks/models/agreement'
import type Partner from '#partners/models/partner'
import type ContentVersion from '#catalogue/models/content_version'
import type { IssuedCertificate } from '#pki/development_ca'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { startInboundMail } from '#start/inbound_mail'
import { createPartner, createStaff, freshEmail, signIn } from '#tests/support/accounts'
import {
  certificateFor,
  countMails,
  issue,
  lastMail,
  sendBySmtp,
  signedReply,
  type ReplyOptions,
} from '#tests/support/pks'

const CHECKS = [
  'structure',
  'signature',
  'signer',
  'chain',
  'validity',
  'purpose',
  'revocation',
  'sender',
  'code',
  'attachment',
  'document',
]

interface Honest {
  agreement: Agreement
  version: ContentVersion
  partner: Partner
  pdf: Buffer
  certificate: IssuedCertificate
  mail: ReplyOptions & { attachments: { filename: string; content: Buffer }[] }
}

/** Everything an honest reply is made of. */
async function honest(): Promise<Honest> {
  const partner = await createPartner()
  const issued = await issue(partner)
  const certificate = await certificateFor(partner.email)
  const { agreement, pdf } = issued
  const mail = {
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate,
    attachments: [{ filename: agreement.fileName, content: pdf }],
  }
  return { ...issued, partner, certificate, mail }
}

/** Takes a mail in and has it judged. */
async function judged(raw: Buffer) {
  const { id } = await receiveReply(raw, 'file')
  await drainOutbox()
  const reply = await PksReply.findOrFail(id)
  const verdict = await PksVerdict.query().where('reply_id', id).orderBy('id', 'desc').first()
  return { reply, verdict }
}

test.group('PKS: out and back', (group) => {
  let listener: SmtpListener
  group.setup(async () => {
    listener = new SmtpListener({
      host: '127.0.0.1',
      port: 0,
      recipient: brand.inboundAddress,
      report: (error) => console.error(error),
    })
    return startInboundMail([listener])
  })

  test('[R6.1] [R6.3] [R6.4] [R6.5] sealed and mailed, answered over SMTP, accepted, on sale by itself', async ({
    assert,
  }) => {
    const { agreement, version, partner, pdf, mail } = await honest()

    assert.equal(agreement.status, 'sent')
    const letter = (await lastMail(partner.email))!
    assert.equal(letter.subject, `PKS Gamelan Saku [${agreement.code}]`)
    assert.include(letter.raw.toString(), `Reply-To: ${brand.inboundAddress}`)
    assert.include(
      letter.raw.toString().replaceAll('\r\n', ''),
      pdf.toString('base64').slice(0, 4000)
    )
    assert.include(letter.text, agreement.code)
    await version.refresh()
    assert.equal(version.status, 'pks_sent')
    assert.equal(agreement.lapsesAt!.diff(agreement.sentAt!, 'days').days, 30)

    const answer = await sendBySmtp(listener.port, signedReply(mail), {
      from: partner.email,
      to: brand.inboundAddress,
    })
    assert.match(answer, /^250/)
    const reply = await PksReply.query().where('from_address', partner.email).firstOrFail()
    assert.equal(reply.status, 'received')

    await drainOutbox()
    await Promise.all([reply.refresh(), agreement.refresh(), version.refresh()])
    const verdict = await PksVerdict.findByOrFail('reply_id', reply.id)
    assert.deepEqual(
      verdict.checks.map(({ name, status }) => `${name} ${status}`),
      CHECKS.map((name) => `${name} passed`)
    )
    assert.equal(reply.status, 'accepted')
    assert.equal(agreement.status, 'accepted')
    assert.equal(version.status, 'published')
    const listing = await Listing.query()
      .where('content_id', version.contentId)
      .where('environment', 'production')
      .firstOrFail()
    assert.equal(listing.visibility, 'public')
    assert.isNotEmpty(verdict.evidence!.certificates)
    assert.isNotEmpty(verdict.evidence!.crls)
    assert.equal(verdict.signer!.commonName, 'Bagas Wirawan')
    const subjects = (await db.from('mailbox_messages').where('recipient', partner.email)).map(
      (row) => row.subject
    )
    assert.isTrue(subjects.some((subject) => subject.includes(`${agreement.number} sah`)))
  })

  test('[R6.2] outside judges accept the sealed document and the signed reply', async ({
    assert,
    cleanup,
  }) => {
    const { pdf, mail } = await honest()
    const folder = mkdtempSync(join(tmpdir(), 'pks-judges-'))
    cleanup(() => rmSync(folder, { recursive: true }))
    const [document, reply] = [join(folder, 'pks.pdf'), join(folder, 'reply.eml')]
    writeFileSync(document, pdf)
    writeFileSync(reply, signedReply(mail))
    const ca = (await developmentCa())!
    const trust = join(ca.paths.trust, 'root.pem')
    // The reply, as its receiver would check it by hand.
    execFileSync(
      'openssl',
      [
        'cms',
        '-verify',
        '-in',
        reply,
        '-CAfile',
        trust,
        '-purpose',
        'smimesign',
        '-out',
        join(folder, 'content'),
      ],
      { stdio: 'pipe' }
    )
    // The seal: the CMS of the file over the bytes that its ByteRange names.
    const text = pdf.toString('latin1')
    const [, a, b, c, d] = /\/ByteRange \[ (\d+) (\d+) (\d+) (\d+)/.exec(text)!.map(Number)
    writeFileSync(
      join(folder, 'covered'),
      Buffer.concat([pdf.subarray(a, a! + b!), pdf.subarray(c, c! + d!)])
    )
    const der = Buffer.from(text.slice(b! + 1, c! - 1), 'hex')
    writeFileSync(join(folder, 'seal.der'), der)
    execFileSync(
      'openssl',
      [
        'cms',
        '-verify',
        '-cades',
        '-binary',
        '-inform',
        'DER',
        '-in',
        join(folder, 'seal.der'),
        '-content',
        join(folder, 'covered'),
        '-CAfile',
        trust,
        '-purpose',
        'any',
        '-out',
        join(folder, 'out'),
      ],
      { stdio: 'pipe' }
    )
    assert.equal(c! + d!, pdf.length)
    assert.isTrue(true)
  })

  test('mail for any other address is not taken', async ({ assert }) => {
    await assert.rejects(
      () =>
        sendBySmtp(listener.port, Buffer.from('Subject: x\r\n\r\nx'), {
          from: 'a@b.example',
          to: 'other@b.example',
        }),
      /550/
    )
  })
})

interface Refusal {
  name: string
  check: string
  reason: string
  /** In the mail to the partner. */
  says: string
  change: (honest: Honest) => Promise<Buffer> | Buffer
}

const REFUSALS: Refusal[] = [
  {
    name: 'a wrong code',
    check: 'code',
    reason: 'code.wrong',
    says: 'kode pada judul salah',
    change: ({ mail }) =>
      signedReply({ ...mail, subject: 'Re: PKS Gamelan Saku [AAAAbbbb1111cccc]' }),
  },
  {
    name: 'no code',
    check: 'code',
    reason: 'code.missing',
    says: 'kode tidak ada pada judul',
    change: ({ mail }) => signedReply({ ...mail, subject: 'Re: PKS' }),
  },
  {
    name: 'another sender',
    check: 'sender',
    reason: 'sender.other_from',
    says: 'dikirim dari alamat lain',
    change: ({ mail }) => signedReply({ ...mail, from: 'orang.lain@contoh.example' }),
  },
  {
    name: 'a certificate for another address',
    check: 'sender',
    reason: 'sender.not_in_certificate',
    says: 'sertifikat untuk alamat lain',
    change: async ({ mail }) =>
      signedReply({ ...mail, certificate: await certificateFor(freshEmail('lain')) }),
  },
  {
    name: 'no attachment',
    check: 'attachment',
    reason: 'attachment.none',
    says: 'PKS tidak terlampir',
    change: ({ mail }) => signedReply({ ...mail, attachments: [] }),
  },
  {
    name: 'two PDFs',
    check: 'attachment',
    reason: 'attachment.several',
    says: 'lampiran PDF lebih dari satu',
    change: ({ mail }) =>
      signedReply({ ...mail, attachments: [...mail.attachments, ...mail.attachments] }),
  },
  {
    name: 'a padded document',
    check: 'document',
    reason: 'document.padded',
    says: 'ada tambahan pada berkas PKS',
    change: ({ mail, pdf }) =>
      signedReply({
        ...mail,
        attachments: [
          { filename: 'pks.pdf', content: Buffer.concat([pdf, Buffer.from('\n%x\n')]) },
        ],
      }),
  },
  {
    name: 'a body changed after signing',
    check: 'signature',
    reason: 'signature.digest_mismatch',
    says: 'isi email berubah',
    change: ({ mail }) =>
      Buffer.from(
        signedReply(mail).toString('latin1').replace('menyetujui', 'menyetujvi'),
        'latin1'
      ),
  },
  {
    name: 'no signature',
    check: 'structure',
    reason: 'structure.unsigned',
    says: 'email belum ditandatangani',
    change: ({ mail }) =>
      Buffer.from(
        `From: ${mail.from}\r\nTo: x@y.example\r\nSubject: ${mail.subject}\r\n\r\nSetuju.\r\n`
      ),
  },
  {
    name: 'a revoked certificate',
    check: 'revocation',
    reason: 'revocation.revoked',
    says: 'sertifikat sudah dicabut',
    change: async ({ mail, certificate }) => {
      const ca = (await developmentCa())!
      await ca.revoke({ serial: certificate.serial, now: clock.now().toJSDate() })
      return signedReply(mail)
    },
  },
]

test.group('PKS: replies that are refused', () => {
  for (const { name, check, reason, says, change } of REFUSALS) {
    test(`[R6.5] ${name}: explained to the registered address, and may be mended`, async ({
      assert,
    }) => {
      const parts = await honest()
      const { agreement, version, partner } = parts
      const { reply, verdict } = await judged(await change(parts))
      assert.equal(reply.status, 'rejected')
      const failed = verdict!.checks.find((item) => item.name === check)!
      assert.equal(failed.status, 'failed')
      assert.equal(failed.reason, reason)
      const letter = (await lastMail(partner.email))!
      assert.include(letter.subject, says)
      assert.include(letter.text, `/agreements/${agreement.publicId}/replies/${reply.publicId}`)
      assert.equal(await countMails('orang.lain@contoh.example'), 0)
      await Promise.all([agreement.refresh(), version.refresh()])
      assert.equal(agreement.status, 'sent')
      assert.equal(version.status, 'pks_sent')
      // The code is still good: an honest reply follows.
      if (reason === 'revocation.revoked') return
      const again = await judged(signedReply(parts.mail))
      assert.equal(again.reply.status, 'accepted')
    })
  }

  test('[R6.4] the code is used up by an accepted reply: a replay is refused and publishes nothing twice', async ({
    assert,
  }) => {
    const { mail, agreement } = await honest()
    const first = await judged(signedReply(mail))
    assert.equal(first.reply.status, 'accepted')
    const replay = await judged(signedReply({ ...mail, messageId: first.reply.messageId! }))
    assert.equal(replay.reply.status, 'rejected')
    assert.deepInclude(replay.verdict!.checks, {
      name: 'code',
      status: 'failed',
      reason: 'code.used',
    })
    const rows = await db
      .from('audit_events')
      .where('type', 'pks.accepted')
      .where('subject_id', agreement.publicId)
    assert.lengthOf(rows, 1)
  })

  test('the same message twice is one reply, one verdict, one mail', async ({ assert }) => {
    const { mail, partner } = await honest()
    const raw = signedReply({ ...mail, attachments: [] })
    const first = await judged(raw)
    const mails = await countMails(partner.email)
    const again = await judged(raw)
    assert.equal(again.reply.id, first.reply.id)
    assert.lengthOf(await PksVerdict.query().where('reply_id', first.reply.id), 1)
    assert.equal(await countMails(partner.email), mails)
  })

  test('automatic replies and mail that belongs to no PKS are kept, ignored, never answered', async ({
    assert,
  }) => {
    const { mail, partner } = await honest()
    const mails = await countMails(partner.email)
    const automatic = await judged(
      signedReply({ ...mail, headers: ['Auto-Submitted: auto-replied'] })
    )
    assert.equal(automatic.reply.status, 'ignored')
    assert.equal(automatic.reply.ignoredBecause, 'automatic')
    const stranger = freshEmail('asing')
    const other = await judged(Buffer.from(`From: ${stranger}\r\nSubject: halo\r\n\r\nhalo\r\n`))
    assert.equal(other.reply.ignoredBecause, 'no_agreement')
    assert.equal(await countMails(partner.email), mails)
    assert.equal(await countMails(stranger), 0)
  })

  test('[R6.5] explaining mails are limited, verdicts are not', async ({ assert }) => {
    const { mail, partner } = await honest()
    const before = await countMails(partner.email)
    for (let i = 0; i < 7; i++) {
      const { reply } = await judged(signedReply({ ...mail, attachments: [] }))
      assert.equal(reply.status, 'rejected')
    }
    assert.equal(await countMails(partner.email), before + 5)
  })

  test('[R6.5] the last explaining mail of a day says so, and the page goes on to tell every result', async ({
    assert,
  }) => {
    const { mail, partner, agreement } = await honest()
    const says = async () => (await lastMail(partner.email))!.text.includes('terakhir hari ini')
    for (let i = 1; i <= 4; i++) {
      await judged(signedReply({ ...mail, attachments: [] }))
      assert.isFalse(await says(), `mail ${i}`)
    }
    await judged(signedReply({ ...mail, attachments: [] }))
    assert.isTrue(await says())
    const { text } = (await lastMail(partner.email))!
    assert.match(text, new RegExp(`halaman PKS: \\S+/agreements/${agreement.publicId}\\s`))
    const silent = await judged(signedReply({ ...mail, attachments: [] }))
    assert.isNull(silent.reply.explainedAt)
    const page = await (await signIn(partner)).get(`/agreements/${agreement.publicId}`)
    assert.include(page.$('.ball').text(), 'Balasan terakhir belum diterima: PKS tidak terlampir')
    assert.lengthOf(page.$(`.ball a[href$="/replies/${silent.reply.publicId}"]`).toArray(), 1)
  })

  test('[R6.5] several failures: all named, all steps, and a good signature is called good', async ({
    assert,
  }) => {
    const { mail, partner, agreement } = await honest()
    const { reply, verdict } = await judged(
      signedReply({ ...mail, from: 'orang.lain@contoh.example', attachments: [] })
    )
    assert.lengthOf(
      verdict!.checks.filter(({ status }) => status === 'failed'),
      2
    )
    const letter = (await lastMail(partner.email))!
    assert.include(letter.subject, 'dikirim dari alamat lain, dan 1 hal lain')
    assert.include(letter.text, 'Tidak ada berkas PDF di dalam bagian yang ditandatangani.')
    assert.include(letter.text, 'Tanda tangannya sendiri sah')
    assert.include(letter.text, 'Pengirim: Balas dari')
    assert.include(letter.text, 'Lampiran PKS: Unduh PKS')
    // Where it is to be downloaded.
    assert.match(letter.text, new RegExp(`/agreements/${agreement.publicId}\\s`))
    const page = await (
      await signIn(partner)
    ).get(`/agreements/${agreement.publicId}/replies/${reply.publicId}`)
    assert.include(page.$('h1').text(), 'dan 1 hal lain')
    assert.include(page.$('.verdict-why').text(), 'Tanda tangannya sendiri sah')
  })

  test('[R6.5] a revoked certificate: nobody calls that signature valid', async ({ assert }) => {
    const { mail, partner, certificate } = await honest()
    const ca = (await developmentCa())!
    await ca.revoke({ serial: certificate.serial, now: clock.now().toJSDate() })
    await judged(signedReply(mail))
    assert.notMatch((await lastMail(partner.email))!.text, /tangan(nya sendiri| Anda) sah/)
  })

  test('[R6.5] a stranger’s mails do not use up the explanations of the partner’s own', async ({
    assert,
  }) => {
    const { mail, partner, agreement } = await honest()
    const before = await countMails(partner.email)
    for (let i = 0; i < 6; i++) {
      const forged = `From: ${partner.email}\r\nSubject: Re: ${agreement.subject} ${i}\r\n\r\nsetuju\r\n`
      assert.equal((await judged(Buffer.from(forged))).reply.status, 'rejected')
    }
    const unproven = (await countMails(partner.email)) - before
    assert.isAtMost(unproven, 3)
    const { reply } = await judged(signedReply({ ...mail, attachments: [] }))
    assert.isNotNull(reply.explainedAt)
    assert.equal(await countMails(partner.email), before + unproven + 1)
  })

  test('[R6.4] the accepted mail once more over another relay is no refusal to its sender', async ({
    assert,
  }) => {
    const { mail, partner } = await honest()
    const raw = signedReply(mail)
    assert.equal((await judged(raw)).reply.status, 'accepted')
    const mails = await countMails(partner.email)
    const relayed = Buffer.concat([Buffer.from('Received: from relay.example\r\n'), raw])
    const { reply, verdict } = await judged(relayed)
    assert.equal(reply.status, 'rejected')
    assert.deepEqual(
      verdict!.checks.filter(({ status }) => status !== 'passed').map(({ reason }) => reason),
      ['code.used']
    )
    assert.isNull(reply.explainedAt)
    assert.equal(await countMails(partner.email), mails)
  })

  test('a verdict cannot be changed', async ({ assert }) => {
    const { mail } = await honest()
    const { verdict } = await judged(signedReply({ ...mail, attachments: [] }))
    await assert.rejects(
      () => db.from('pks_verdicts').where('id', verdict!.id).update({ outcome: 'accepted' }),
      /never changed/
    )
    await assert.rejects(
      () => db.from('pks_verdicts').where('id', verdict!.id).delete(),
      /never changed/
    )
  })
})

test.group('PKS: replies that cannot be decided', (group) => {
  group.each.teardown(async () => {
    travelBack()
    await (await developmentCa())!.renewCrls(clock.now().toJSDate())
  })

  test('[R6.5] held while lists are stale; partner told after 1 h, staff after 24 h; accepted when lists are fresh again', async ({
    assert,
  }) => {
    const { mail, partner, agreement } = await honest()
    const legal = await createStaff('legal')
    const ca = (await developmentCa())!
    const start = clock.now()
    await ca.renewCrls(start.minus({ days: 8 }).toJSDate())
    const { reply, verdict } = await judged(signedReply(mail))
    assert.equal(reply.status, 'held')
    assert.deepInclude(
      verdict!.checks.find(({ name }) => name === 'revocation'),
      { status: 'indeterminate', reason: 'revocation.stale' }
    )
    const desk = await signIn(legal)
    const page = await desk.get(`/replies/${reply.publicId}`)
    const question = page.$('#question').text().replaceAll(/\s+/g, ' ')
    assert.match(question, /Diterbitkan oleh .*CA .*http:.* Ditahan sejak .*Diperiksa lagi/)
    const check = page.$('#check-revocation').text()
    assert.include(check, 'apakah server ini dapat menghubungi alamat')
    assert.notInclude(check, 'Tidak ada yang perlu Anda lakukan')
    const before = await countMails(partner.email)

    travelTo(start.plus({ minutes: 61 }))
    await retryHeldReplies()
    await drainOutbox()
    assert.include((await lastMail(partner.email))!.subject, 'masih kami periksa')
    assert.equal(await countMails(partner.email), before + 1)

    travelTo(start.plus({ hours: 25 }))
    await retryHeldReplies()
    await drainOutbox()
    assert.include((await lastMail(legal.email))!.subject, agreement.number)
    assert.include((await lastMail(legal.email))!.text, 'Diterbitkan oleh')
    assert.equal(await countMails(partner.email), before + 1)

    await ca.renewCrls(clock.now().toJSDate())
    travelTo(start.plus({ hours: 26 }))
    await retryHeldReplies()
    await drainOutbox()
    await reply.refresh()
    assert.equal(reply.status, 'accepted')
    assert.lengthOf(await PksVerdict.query().where('reply_id', reply.id), 4)
  })

  test('[R6.5] ended after 72 h with advice; the code stays good', async ({ assert }) => {
    const { mail, partner, agreement } = await honest()
    const ca = (await developmentCa())!
    const start = clock.now()
    await ca.renewCrls(start.minus({ days: 8 }).toJSDate())
    const { reply } = await judged(signedReply(mail))
    travelTo(start.plus({ hours: 73 }))
    await retryHeldReplies()
    await drainOutbox()
    await Promise.all([reply.refresh(), agreement.refresh()])
    assert.equal(reply.status, 'undecided')
    assert.include((await lastMail(partner.email))!.subject, 'tidak dapat diputuskan')
    assert.equal(agreement.status, 'sent')
  })
})
