import { createHash, type KeyObject } from 'node:crypto'
import { test } from '@japa/runner'
import { signer } from '#pki/main'
import { receiveReply } from '#pks/actions/receive_reply'
import { lapseAgreements, remindPartners } from '#pks/actions/follow_up'
import { uploadPin } from '#pks/actions/pin_upload'
import Agreement from '#pks/models/agreement'
import type PinnedCertificate from '#pks/models/pinned_certificate'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { certificateFor, countMails, issue, lastMail, signedReply } from '#tests/support/pks'
import { newRoot, ownCertificate, pemOf, pinned } from '#tests/support/trust'
import { Visitor } from '#tests/support/visitor'

async function withReply(attached: boolean) {
  const partner = await createPartner()
  const { agreement, version, pdf } = await issue(partner)
  const raw = signedReply({
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: await certificateFor(partner.email),
    attachments: attached ? [{ filename: agreement.fileName, content: pdf }] : [],
  })
  return { partner, agreement, version, pdf, raw }
}

test.group('PKS pages of a partner', () => {
  test('[R6] the list and the agreement: document, code, a mailto that replies rightly', async ({
    assert,
  }) => {
    const { partner, agreement, pdf } = await withReply(true)
    const visitor = await signIn(partner)
    const list = await visitor.get('/agreements')
    assert.include(list.$('table').text(), agreement.number)
    const page = await visitor.get(`/agreements/${agreement.publicId}`)
    assert.equal(page.status, 200)
    assert.include(page.$('h1').text(), 'Gamelan Saku')
    assert.include(page.text, agreement.code)
    const mailto = new URL(page.$('a[href^="mailto:"]').first().attr('href')!)
    assert.equal(mailto.searchParams.get('subject'), `Re: ${agreement.subject}`)
    const file = await visitor.get(`/agreements/${agreement.publicId}/document`)
    assert.equal(file.headers['content-type'], 'application/pdf')
    assert.isTrue(file.body.equals(pdf))
    for (const link of ['validate', 'certificate', 'sign', 'reply']) {
      assert.isAbove(page.$(`a[href$="/agreements/help#${link}"]`).length, 0)
    }
  })

  test('[R6.5] a failed reply is shown check by check, with steps and the way on', async ({
    assert,
  }) => {
    const { partner, agreement, raw } = await withReply(false)
    const { publicId } = await receiveReply(raw, 'smtp')
    await drainOutbox()
    const visitor = await signIn(partner)
    const page = await visitor.get(`/agreements/${agreement.publicId}/replies/${publicId}`)
    assert.equal(page.$('h1').text().trim(), 'Balasan belum dapat diterima: PKS tidak terlampir')
    assert.include(page.$('.tally').text(), '9 lulus, 1 gagal, 1 belum bisa diperiksa')
    const checks = page.$('.checks > .check')
    assert.equal(checks.length, 11)
    assert.include(checks.first().text(), 'Lampiran PKS')
    assert.equal(checks.first().find('.numbered li').length, 3)
    const english = await visitor.get(`/en/agreements/${agreement.publicId}/replies/${publicId}`)
    assert.include(english.$('h1').text(), 'the PKS is not attached')
  })

  test('[R6.5] the page says what the last reply lacked, who must act, and where the way on is', async ({
    assert,
  }) => {
    const { partner, agreement, raw } = await withReply(false)
    const visitor = await signIn(partner)
    const here = `/agreements/${agreement.publicId}`
    assert.include((await visitor.get(here)).$('.ball').text(), 'Balas PKS dengan email')
    let last = ''
    for (let i = 0; i < 7; i++) {
      const relayed = Buffer.concat([Buffer.from(`X-Try: ${i}\r\n`), raw])
      last = (await receiveReply(relayed, 'upload', { agreementId: agreement.id })).publicId
    }
    const waiting = await visitor.get(here)
    assert.include(waiting.$('.ball').text(), 'Bola di kami')
    assert.include(waiting.$('.ball').text(), 'sedang kami periksa')
    await drainOutbox()
    const page = await visitor.get(here)
    const ball = page.$('.ball')
    assert.include(ball.text(), 'Bola di Anda')
    assert.include(ball.text(), 'Balasan terakhir belum diterima: PKS tidak terlampir')
    assert.include(ball.find('.button-main').attr('href'), `${here}/replies/${last}`)
    assert.lengthOf(ball.find('a[href^="mailto:"]').toArray(), 1)
    const lines = page.$('.reply-list > li')
    assert.lengthOf(lines.toArray(), 7)
    for (const line of lines.toArray()) assert.include(page.$(line).text(), 'PKS tidak terlampir')
    assert.lengthOf(page.$('.older-replies li').toArray(), 2)
    assert.include(page.$('.older-replies summary').text(), '2 balasan lebih lama')
  })

  test('[R6.4] after acceptance nothing asks for a reply, and the accepted mail once more is no failure', async ({
    assert,
    cleanup,
  }) => {
    cleanup(() => travelBack())
    const { partner, agreement, raw } = await withReply(true)
    await receiveReply(raw, 'smtp')
    await drainOutbox()
    const again = Buffer.concat([Buffer.from('Received: from relay.example\r\n'), raw])
    const { publicId } = await receiveReply(again, 'smtp')
    await drainOutbox()
    const visitor = await signIn(partner)
    const here = `/agreements/${agreement.publicId}`
    const page = await visitor.get(here)
    for (const words of ['Balas dari', 'Balas ke', 'Kode pada judul', 'Boleh membalas'])
      assert.notInclude(page.text, words)
    assert.notInclude(page.text, agreement.code)
    assert.include(page.$('.notice').text(), 'Konten tayang di toko')
    assert.include(page.$('.reply-list').text(), 'Sudah diterima sebelumnya')
    assert.lengthOf(page.$('.reply-list .is-bad').toArray(), 0)

    const verdict = await visitor.get(`${here}/replies/${publicId}`)
    assert.equal(verdict.$('h1').text().trim(), 'PKS ini sudah diterima sebelumnya')
    assert.lengthOf(verdict.$('main .is-bad').toArray(), 0)
    assert.lengthOf(verdict.$('main a[href*="/agreements/help#"]').toArray(), 0)
    assert.include(verdict.$('#check-code').text(), 'sudah dipakai oleh balasan yang diterima')

    travelTo(agreement.sentAt!.plus({ days: 3 }) as never)
    const later = await (await signIn(partner)).get(here)
    assert.include(later.$('.notice').text(), 'lulus semua pemeriksaan')
    assert.notInclude(later.$('.notice').text(), 'Konten tayang')
  })

  test('[R6.3] a self-signed certificate: refused with the other way, and said to be pinned once it is', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const identity = await ownCertificate(partner)
    const { agreement, pdf } = await issue(partner)
    const raw = signedReply({
      from: partner.email,
      subject: `Re: ${agreement.subject}`,
      certificate: {
        certificatePem: pemOf(identity.der),
        privateKeyPem: (identity.privateKey as KeyObject).export({ type: 'pkcs8', format: 'pem' }),
        // openssl wants one; it has nothing to do with the certificate.
        chainPem: pemOf((await newRoot()).der),
      } as never,
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const refused = await receiveReply(raw, 'smtp')
    await drainOutbox()
    const visitor = await signIn(partner)
    const here = `/agreements/${agreement.publicId}/replies`
    const why = await visitor.get(`${here}/${refused.publicId}`)
    assert.include(why.$('#check-chain').text(), 'unggah di halaman Sertifikat Anda')
    assert.match(why.$('#check-chain a[href$="/certificates"]').attr('href')!, /^http/)
    assert.match((await lastMail(partner.email))!.text, /\/certificates\s/)

    const upload = await uploadPin(partner, Buffer.from(pemOf(identity.der)))
    await pinned((upload as { value: PinnedCertificate }).value)
    const relayed = Buffer.concat([Buffer.from('Received: from relay.example\r\n'), raw])
    const accepted = await receiveReply(relayed, 'smtp')
    await drainOutbox()
    const says = {
      '': ['ditetapkan oleh dua staf kami', 'Pencabutan tidak dapat diperiksa'],
      '/en': ['two of our staff accepted it', 'Revocation cannot be checked'],
    }
    for (const [prefix, words] of Object.entries(says)) {
      const page = await visitor.get(`${prefix}${here}/${accepted.publicId}`)
      const checks = page.$('.checks').text()
      for (const word of words) assert.include(checks, word)
      assert.notMatch(checks, /kami percayai|that we trust|Tidak dicabut|Not revoked/)
    }
    const desk = await signIn(await createStaff('legal'))
    const checks = (await desk.get(`/replies/${accepted.publicId}`)).$('.checks').text()
    assert.include(checks, 'dibandingkan bersama mitra')
    assert.include(checks, 'sampai dilepas oleh mitra atau staf')
  })

  test('[R6.6] the seal’s real fingerprint stands where it is to be compared', async ({
    assert,
  }) => {
    await withReply(true)
    const der = (await signer()).chain[0]!
    const plain = (text: string) => text.replaceAll(/\s/g, '')
    const help = await new Visitor('partner').get('/agreements/help')
    const step = help.$('#validate li:has(.certs)')
    assert.include(step.text(), 'Cocokkan sidiknya')
    assert.notInclude(step.text(), 'tambahkan')
    assert.include(step.next().text(), 'Hanya bila sidiknya sama')
    const panel = (await new Visitor('store').get('/verifikasi')).$('#seal')
    for (const shown of [step, panel]) {
      for (const hash of ['sha256', 'sha1'])
        assert.include(plain(shown.text()), createHash(hash).update(der).digest('hex'))
    }
    const drawing = await new Visitor('partner').get('/help-pictures/reader-trust.svg')
    assert.notMatch(drawing.text, /SHA-256\W+[0-9A-F]{2}:/)
  })

  test('[R6.4] the upload of a signed mail stands in for one that does not get through', async ({
    assert,
  }) => {
    const { partner, agreement, version, raw } = await withReply(true)
    const visitor = await signIn(partner)
    await visitor.get(`/agreements/${agreement.publicId}`)
    const waiting = await visitor.submit('form[enctype]', {
      mail: { filename: 'balasan.eml', content: raw, type: 'message/rfc822' },
    })
    assert.match(waiting.url, /\/replies\//)
    await drainOutbox()
    const page = await visitor.get(waiting.url)
    assert.include(page.$('h1').text(), 'Balasan diterima')
    await version.refresh()
    assert.equal(version.status, 'published')
    assert.include((await visitor.get(`/agreements/${agreement.publicId}`)).text, 'PKS sah')
  })

  test('an upload without a mail says what is wrong and changes nothing', async ({ assert }) => {
    const { partner, agreement } = await withReply(true)
    const visitor = await signIn(partner)
    await visitor.get(`/agreements/${agreement.publicId}`)
    const empty = await visitor.submit('form[enctype]', {})
    assert.equal(empty.status, 422)
    assert.include(empty.$('.summary').text(), '.eml')
    assert.include(empty.$('.summary').text(), 'pilih sekali lagi')
    assert.notInclude(empty.$('.summary').text(), 'captcha')
    await visitor.get(`/agreements/${agreement.publicId}`)
    const other = await visitor.submit('form[enctype]', {
      mail: { filename: 'gambar.png', content: Buffer.from('x'), type: 'image/png' },
    })
    assert.equal(other.status, 422)
    assert.lengthOf(await PksReply.query().where('agreement_id', agreement.id), 0)
  })

  test('[R6] somebody else’s agreement, document and replies are not there', async ({ assert }) => {
    const { agreement, raw } = await withReply(false)
    const { publicId } = await receiveReply(raw, 'smtp')
    await drainOutbox()
    const stranger = await signIn(await createPartner())
    const base = `/agreements/${agreement.publicId}`
    for (const path of [
      base,
      `${base}/document`,
      `${base}/replies/${publicId}`,
      '/agreements/nonsense',
    ]) {
      assert.equal((await stranger.get(path)).status, 404, path)
    }
    const guest = new Visitor('partner')
    assert.include((await guest.get(base)).url, '/login')
  })

  test('[R6.5] reminders after 3 and 7 days, lapse after 30, a new PKS on request', async ({
    assert,
    cleanup,
  }) => {
    cleanup(() => travelBack())
    const { partner, agreement, version } = await withReply(true)
    const sent = agreement.sentAt!
    const mails = await countMails(partner.email)
    for (const [days, expected] of [
      [2, 0],
      [3, 1],
      [6, 1],
      [8, 2],
      [20, 2],
    ] as const) {
      travelTo(sent.plus({ days, minutes: 1 }) as never)
      await remindPartners()
      await drainOutbox()
      assert.equal((await countMails(partner.email)) - mails, expected, `${days} days`)
    }
    travelTo(sent.plus({ days: 30, minutes: 1 }) as never)
    await lapseAgreements()
    await drainOutbox()
    await Promise.all([agreement.refresh(), version.refresh()])
    assert.equal(agreement.status, 'lapsed')
    assert.equal(version.status, 'approved')
    assert.include((await lastMail(partner.email))!.subject, 'gugur')
    travelBack()

    const visitor = await signIn(partner)
    await visitor.get(`/agreements/${agreement.publicId}`)
    const fresh = await visitor.submit('form[action$="/reissue"]')
    assert.equal(fresh.status, 200)
    await drainOutbox()
    const reissued = await Agreement.query()
      .where('version_id', version.id)
      .where('status', 'sent')
      .firstOrFail()
    assert.notEqual(reissued.code, agreement.code)
    assert.notEqual(reissued.number, agreement.number)
    // The code of the lapsed one is dead.
    const { id } = await receiveReply(
      signedReply({
        from: partner.email,
        subject: `Re: ${agreement.subject}`,
        certificate: await certificateFor(partner.email),
      }),
      'smtp'
    )
    await drainOutbox()
    const verdict = await PksVerdict.findByOrFail('reply_id', id)
    assert.equal(verdict.checks.find(({ name }) => name === 'code')!.reason, 'code.used')
  })

  test('the help page explains every step to everybody', async ({ assert }) => {
    const page = await new Visitor('partner').get('/agreements/help')
    assert.equal(page.status, 200)
    for (const topic of [
      'validate',
      'certificate',
      'sign',
      'outlook',
      'thunderbird',
      'apple',
      'reply',
      'contact',
    ]) {
      assert.isAbove(page.$(`#${topic} li`).length, 1, topic)
    }
  })

  test('[R6.6] the help page shows every program in pictures, in both languages', async ({
    assert,
  }) => {
    const guest = new Visitor('partner')
    for (const prefix of ['', '/en']) {
      const page = await guest.get(`${prefix}/agreements/help`)
      for (const topic of [
        'validate',
        'certificate',
        'sign',
        'outlook',
        'thunderbird',
        'apple',
        'reply',
      ])
        assert.isAbove(page.$(`#${topic} li img`).length, 0, topic)
      const pictures = page
        .$('main li img')
        .toArray()
        .map((picture) => ({
          src: page.$(picture).attr('src')!,
          alt: page.$(picture).attr('alt')!,
        }))
      assert.isAbove(pictures.length, 20)
      for (const { src, alt } of pictures) {
        assert.isAbove(alt.length, 20, src)
        assert.isTrue(src.startsWith(`${prefix}/help-pictures/`), src)
        const drawing = await guest.get(src)
        assert.equal(drawing.status, 200, src)
        assert.include(String(drawing.headers['content-type']), 'image/svg+xml')
      }
      assert.equal(new Set(pictures.map(({ alt }) => alt)).size, pictures.length)
    }
  })

  test('a development certificate by a click', async ({ assert }) => {
    const { partner, agreement } = await withReply(true)
    const visitor = await signIn(partner)
    await visitor.get(`/agreements/${agreement.publicId}`)
    const file = await visitor.submit('form[action$="/development-certificate"]')
    assert.equal(file.headers['content-type'], 'application/x-pkcs12')
    assert.isAbove(file.body.length, 1000)
  })
})

test.group('PKS pages of the staff', () => {
  test('[R5.5] Legal sees agreements and replies, downloads the raw mail, has it judged again', async ({
    assert,
  }) => {
    const { agreement, raw } = await withReply(false)
    const { id, publicId } = await receiveReply(raw, 'smtp')
    await drainOutbox()
    const legal = await signIn(await createStaff('legal'))
    assert.include((await legal.get('/agreements?status=sent')).text, agreement.number)
    const shown = await legal.get(`/agreements/${agreement.publicId}`)
    assert.equal(shown.status, 200)
    assert.notInclude(shown.text, agreement.code)
    assert.include((await legal.get('/replies')).text, agreement.number)
    const page = await legal.get(`/replies/${publicId}`)
    assert.equal(page.status, 200)
    assert.notInclude(page.text, agreement.code)
    const file = await legal.get(`/replies/${publicId}/raw`)
    assert.isTrue(file.body.equals(raw))
    await legal.get(`/replies/${publicId}`)
    await legal.submit('form[action$="/judgements"]')
    await drainOutbox()
    const verdicts = await PksVerdict.query().where('reply_id', id).orderBy('id')
    assert.lengthOf(verdicts, 2)
    assert.isNotNull(verdicts[1]!.judgedBy)
  })

  test('[R5.5] other roles are refused', async ({ assert }) => {
    for (const role of ['qa', 'finance'] as const) {
      const visitor = await signIn(await createStaff(role))
      assert.equal((await visitor.get('/agreements')).status, 403)
      assert.equal((await visitor.get('/replies')).status, 403)
    }
  })
})
