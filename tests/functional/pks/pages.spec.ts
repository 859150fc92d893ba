import { test } from '@japa/runner'
import { receiveReply } from '#pks/actions/receive_reply'
import { lapseAgreements, remindPartners } from '#pks/actions/follow_up'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { certificateFor, countMails, issue, lastMail, signedReply } from '#tests/support/pks'
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
    assert.include(empty.$('.error-summary, .summary').text() + empty.text, '.eml')
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
