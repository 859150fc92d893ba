import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { KeyObject } from 'node:crypto'
import { receiveReply } from '#pks/actions/receive_reply'
import { pinCertificate, recordComparison, takeBackPin } from '#pks/actions/pin_decide'
import { MOST_A_DAY, MOST_OPEN_PINS, uploadPin } from '#pks/actions/pin_upload'
import type Partner from '#partners/models/partner'
import PinnedCertificate from '#pks/models/pinned_certificate'
import type PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { askForJudgement } from '#pks/actions/ask_for_judgement'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { makeIdentity, type Identity } from '#tests/support/pki/certificates'
import { issue, lastMail, signedReply } from '#tests/support/pks'
import { auditOf, newRoot, ownCertificate, pemOf, pinned, uploadedPin } from '#tests/support/trust'
import type { Visitor } from '#tests/support/visitor'

const NOTE = 'Dibacakan oleh direktur lewat nomor di akta.'

async function upload(
  visitor: Visitor,
  content: string | Buffer | Uint8Array,
  filename = 'saya.cer'
) {
  await visitor.get('/certificates')
  return visitor.submit('form[enctype]', {
    certificate: {
      filename,
      content: Buffer.from(content as Buffer),
      type: 'application/pkix-cert',
    },
  })
}

/** An honest reply, signed with the partner's own certificate. */
async function replySignedBy(partner: Partner, identity: Identity) {
  const { agreement, version, pdf } = await issue(partner)
  const key = (identity.privateKey as KeyObject).export({ type: 'pkcs8', format: 'pem' })
  const raw = signedReply({
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: {
      certificatePem: pemOf(identity.der),
      privateKeyPem: key as string,
      // openssl wants one; it has nothing to do with the certificate.
      chainPem: pemOf((await newRoot()).der),
    } as never,
    attachments: [{ filename: agreement.fileName, content: pdf }],
  })
  return { agreement, version, raw }
}

async function lastVerdict(reply: PksReply) {
  return PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'desc').firstOrFail()
}

test.group('Trust: pinned certificates', () => {
  test('[R6.3] uploaded, compared by Legal, pinned by a second person: then, and only then, its reply is accepted', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const identity = await ownCertificate(partner)
    const { version, raw } = await replySignedBy(partner, identity)
    const reply = await receiveReply(raw, 'file')
    await drainOutbox()
    await reply.refresh()
    assert.equal(reply.status, 'rejected')
    assert.equal((await lastVerdict(reply)).decisive?.reason, 'chain.self_signed')

    const visitor = await signIn(partner)
    const page = await upload(visitor, pemOf(identity.der))
    assert.equal(page.status, 200)
    assert.include(page.text, 'Menunggu Legal')
    const pin = await PinnedCertificate.findByOrFail('partner_id', partner.id)
    const [legal, second] = [await createStaff('legal'), await createStaff('administrator')]

    const desk = await signIn(legal)
    const here = `/trust/pins/${pin.publicId}`
    const sheet = await desk.get(here)
    const shown = ({ text }: { text: string }) =>
      text.replaceAll(/\s/g, '').includes(pin.sha256.slice(0, 16))
    assert.isFalse(shown(sheet), 'what is to be heard cannot be copied')
    assert.include(sheet.text, 'Sidiknya baru ditampilkan')
    assert.lengthOf(sheet.$(`a[href$="/certificate"]`), 0)
    assert.equal(
      (await desk.get(`${here}/certificate`)).status,
      404,
      'nor be reckoned from the file'
    )
    await desk.get(here)
    const missing = await desk.submit('form[action$="/comparison"]', {
      channel: 'phone',
      heard: pin.sha256,
      note: '',
    })
    assert.equal(missing.status, 422, 'a note is asked for')
    assert.equal(missing.$('input[name=heard]').attr('value'), pin.sha256)
    const wrong = await desk.submit('form[action$="/comparison"]', {
      channel: 'phone',
      heard: 'ab'.repeat(32),
      note: NOTE,
    })
    assert.equal(wrong.status, 422)
    assert.include(wrong.text, 'tidak sama')
    assert.isFalse(shown(wrong))
    const short = await desk.submit('form[action$="/comparison"]', {
      channel: 'phone',
      heard: pin.sha256.slice(0, 20),
      note: NOTE,
    })
    assert.equal(short.status, 422, 'twenty digits are not enough')
    const trail = await db.from('audit_events').where('subject_id', pin.publicId)
    assert.notInclude(JSON.stringify(trail), pin.sha256, 'nor is it read in the audit trail')
    const heard = pin.sha256
      .toUpperCase()
      .slice(0, 32)
      .replaceAll(/(..)(?=.)/g, '$1:')
    await desk.submit('form[action$="/comparison"]', { channel: 'phone', heard, note: NOTE })
    await pin.refresh()
    assert.equal(pin.status, 'compared')

    await askForJudgement(reply, legal)
    await drainOutbox()
    assert.equal((await lastVerdict(reply)).outcome, 'rejected', 'compared is not pinned')

    const own = await desk.post(`${here}/confirmation`, {
      _csrf: (await desk.get('/account')).$('input[name=_csrf]').attr('value')!,
    })
    assert.equal(own.status, 403)
    assert.include(own.text, 'Anda sendiri yang membandingkannya')

    const other = await signIn(second)
    const paper = await other.get(here)
    assert.equal(paper.$('.fingerprint').text().replaceAll(/\s/g, ''), pin.sha256)
    assert.include(paper.$('.tabs, main').text(), NOTE)
    assert.equal((await other.get(`${here}/certificate`)).status, 200)
    await other.get(here)
    await other.submit('form[action$="/confirmation"]', {})
    await pin.refresh()
    assert.equal(pin.status, 'pinned')

    await askForJudgement(reply, second)
    await drainOutbox()
    const verdict = await lastVerdict(reply)
    assert.equal(verdict.outcome, 'accepted')
    assert.deepInclude(
      verdict.checks.find(({ name }) => name === 'revocation'),
      { params: { how: 'pinned' } }
    )
    await version.refresh()
    assert.equal(version.status, 'published')
    assert.deepEqual(
      (await auditOf('pinned_certificate', pin.publicId)).filter((type) => type !== 'pin.read'),
      ['pin.uploaded', 'pin.compared', 'pin.pinned']
    )
    assert.include(await auditOf('pinned_certificate', pin.publicId), 'pin.read')
  })

  test('[R6.3] a pin is one partner’s: another partner’s reply with the same certificate is refused', async ({
    assert,
  }) => {
    const [owner, other] = [await createPartner(), await createPartner()]
    const identity = await makeIdentity({
      name: 'CN=Berdua',
      emails: [owner.email, other.email],
      notBefore: clock.now().minus({ days: 1 }).toJSDate(),
      notAfter: clock.now().plus({ days: 90 }).toJSDate(),
    })
    const done = await uploadPin(owner, Buffer.from(pemOf(identity.der)))
    await pinned((done as { value: PinnedCertificate }).value)
    const { raw } = await replySignedBy(other, identity)
    const reply = await receiveReply(raw, 'file')
    await drainOutbox()
    assert.equal((await lastVerdict(reply)).decisive?.reason, 'chain.self_signed')
  })

  test('[R6.3] unpinned by one person, with a reason, at once', async ({ assert }) => {
    const partner = await createPartner()
    const identity = await ownCertificate(partner)
    const done = await uploadPin(partner, Buffer.from(identity.der))
    const pin = await pinned((done as { value: PinnedCertificate }).value)
    const desk = await signIn(await createStaff('administrator'))
    await desk.get(`/trust/pins/${pin.publicId}`)
    assert.equal((await desk.submit('form[action$="/unpinning"]', { reason: '' })).status, 422)
    await desk.submit('form[action$="/unpinning"]', { reason: 'Kunci dilaporkan hilang.' })
    const { raw } = await replySignedBy(partner, identity)
    const reply = await receiveReply(raw, 'file')
    await drainOutbox()
    assert.equal((await lastVerdict(reply)).outcome, 'rejected')
    const mail = (await lastMail(partner.email))!
    assert.isNotNull(mail)
    const visitor = await signIn(partner)
    assert.include((await visitor.get('/certificates')).text, 'Kunci dilaporkan hilang.')
  })

  test('the partner hears of every step by mail, in its language, as HTML and text', async ({
    assert,
  }) => {
    const partner = await createPartner({ language: 'en' })
    const pin = await uploadedPin(partner)
    await drainOutbox()
    assert.include((await lastMail(partner.email))!.subject, 'not in force yet')
    await pinned(pin)
    await drainOutbox()
    const mail = (await lastMail(partner.email))!
    assert.include(mail.subject, 'in force for PKS replies')
    assert.include(mail.text, pin.sha256.slice(0, 4))
    assert.match(mail.raw.toString(), /Content-Type: text\/html/)
    await takeBackPin(partner, pin.publicId, 'Our key was lost.')
    await drainOutbox()
    assert.include((await lastMail(partner.email))!.subject, 'no longer in force')
    assert.include((await lastMail(partner.email))!.text, 'Our key was lost.')
  })

  test('[R6.3] {name} is not taken, and said so plainly')
    .with([
      {
        name: 'a private key',
        says: 'kunci privat Anda',
        make: async (_: Partner, { privateKey }: Identity) =>
          privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      },
      {
        name: 'certificate and key in one file',
        says: 'kunci privat Anda',
        make: async (_: Partner, { der, privateKey }: Identity) =>
          pemOf(der) + privateKey.export({ type: 'pkcs8', format: 'pem' }),
      },
      {
        name: 'a PKCS#12',
        says: 'berkas .p12',
        make: async () => Buffer.from('3082000a02010330050603290101', 'hex'),
      },
      {
        name: 'a chain',
        says: 'beberapa sertifikat',
        make: async (_: Partner, { der }: Identity) =>
          pemOf(der) + pemOf((await makeIdentity({ name: 'CN=A', ca: true })).der),
      },
      { name: 'a text', says: 'Berkas ini bukan sertifikat', make: async () => 'halo' },
      {
        name: 'somebody else’s certificate',
        says: 'Alamat di dalam sertifikat bukan',
        make: async (partner: Partner) =>
          pemOf((await ownCertificate(partner, { emails: ['lain@contoh.example'] })).der),
      },
      {
        name: 'an expired one',
        says: 'sudah kedaluwarsa',
        make: async (partner: Partner) =>
          pemOf(
            (
              await ownCertificate(partner, {
                notAfter: new Date('2021-01-01'),
                notBefore: new Date('2020-01-01'),
              })
            ).der
          ),
      },
      {
        name: 'an authority’s',
        says: 'sertifikat otoritas',
        make: async (partner: Partner) => pemOf((await ownCertificate(partner, { ca: true })).der),
      },
      {
        name: 'one that an authority issued',
        says: 'diterbitkan sebuah otoritas',
        make: async (partner: Partner) =>
          pemOf((await ownCertificate(partner, { issuer: await newRoot() })).der),
      },
      {
        name: 'a PDF',
        says: 'Berkas ini bukan sertifikat',
        make: async () => `%PDF-1.7\n${'x'.repeat(100_000)}`,
      },
      {
        name: 'a weak key',
        says: 'terlalu lemah',
        make: async (partner: Partner) =>
          pemOf((await ownCertificate(partner, { kind: 'rsa1024' })).der),
      },
      {
        name: 'a hundred kilobytes',
        says: 'terlalu besar',
        make: async (_: Partner, { der }: Identity) => pemOf(der).repeat(100),
      },
    ])
    .run(async ({ assert }, { make, says }) => {
      const partner = await createPartner()
      const visitor = await signIn(partner)
      const page = await upload(visitor, await make(partner, await ownCertificate(partner)))
      assert.equal(page.status, 422)
      assert.include(page.$('main').text(), says)
      assert.lengthOf(await PinnedCertificate.query().where('partner_id', partner.id), 0)
    })

  test('three may wait at once, each certificate once; one taken back makes room', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const first = await ownCertificate(partner)
    const visitor = await signIn(partner)
    await upload(visitor, first.der)
    assert.include((await upload(visitor, first.der)).text, 'sudah Anda unggah')
    await Promise.all(
      Array.from({ length: 5 }, async () =>
        uploadPin(partner, Buffer.from((await ownCertificate(partner)).der))
      )
    )
    const pins = await PinnedCertificate.query().where('partner_id', partner.id)
    assert.lengthOf(pins, MOST_OPEN_PINS)
    const full = await visitor.get('/certificates')
    assert.lengthOf(full.$('form[enctype]'), 0)
    assert.include(full.text, 'Tunggu keputusan')
    await visitor.submit('form[action$="/cancellation"]', {})
    const again = await visitor.get('/certificates')
    assert.lengthOf(again.$('form[enctype]'), 1)
    assert.include(again.text, 'Ditarik mitra')
  })

  test('two staff pin at once: one does, the other is told', async ({ assert }) => {
    const pin = await uploadedPin(await createPartner())
    const [legal, one, two] = [
      await createStaff('legal'),
      await createStaff('legal'),
      await createStaff('administrator'),
    ]
    const id = pin.publicId
    const order = { id, channel: 'video' as const, heard: pin.sha256, note: NOTE }
    const compared = await Promise.all([
      recordComparison({ ...order, by: legal }),
      recordComparison({ ...order, by: one }),
    ])
    assert.deepEqual(compared.map(({ ok }) => ok).toSorted(), [false, true])
    await pin.refresh()
    const others = [legal, one, two].filter(({ publicId }) => publicId !== pin.comparedBy)
    const both = await Promise.all(others.map((by) => pinCertificate({ id, by })))
    assert.deepEqual(both.map(({ ok }) => ok).toSorted(), [false, true])
  })

  test('what expires while it waits is not pinned', async ({ assert, cleanup }) => {
    cleanup(() => travelBack())
    const partner = await createPartner()
    const { der } = await ownCertificate(partner, {
      notAfter: clock.now().plus({ days: 2 }).toJSDate(),
    })
    const done = await uploadPin(partner, Buffer.from(der))
    const pin = (done as { value: PinnedCertificate }).value
    const [legal, second] = [await createStaff('legal'), await createStaff('administrator')]
    const order = { id: pin.publicId, channel: 'video' as const, heard: pin.sha256, note: NOTE }
    assert.isTrue((await recordComparison({ ...order, by: legal })).ok)
    travelTo(clock.now().plus({ days: 3 }))
    const late = await pinCertificate({ id: pin.publicId, by: second })
    assert.deepInclude(late as object, { error: { type: 'unfit' } })
    const desk = await signIn(second)
    assert.include((await desk.get(`/trust/pins/${pin.publicId}`)).text, 'sudah kedaluwarsa')
  })

  test('[R6.3] an administrator compares nothing; QA sees nothing; a stranger’s pin is not there', async ({
    assert,
  }) => {
    const pin = await uploadedPin(await createPartner())
    const administrator = await signIn(await createStaff('administrator'))
    const page = await administrator.get(`/trust/pins/${pin.publicId}`)
    assert.lengthOf(page.$('form[action$="/comparison"]'), 0)
    const posted = await administrator.post(`/trust/pins/${pin.publicId}/comparison`, {
      _csrf: page.$('input[name=_csrf]').first().attr('value')!,
      channel: 'phone',
      heard: pin.sha256,
      note: NOTE,
    })
    assert.equal(posted.status, 403)
    const qa = await signIn(await createStaff('qa'))
    assert.equal((await qa.get(`/trust/pins/${pin.publicId}`)).status, 403)
    const stranger = await signIn(await createPartner())
    await stranger.get('/certificates')
    const taken = await stranger.post(`/certificates/${pin.publicId}/cancellation`, {
      _csrf: stranger.page.$('input[name=_csrf]').first().attr('value')!,
    })
    assert.equal(taken.status, 404)
    await pin.refresh()
    assert.equal(pin.status, 'uploaded')
  })

  test('a partner’s lost key: its own pin ends at its word, with a reason', async ({ assert }) => {
    const partner = await createPartner()
    const pin = await pinned(await uploadedPin(partner))
    const visitor = await signIn(partner)
    await visitor.get('/certificates')
    const without = await visitor.submit('form[action$="/cancellation"]', {})
    assert.equal(without.status, 422)
    assert.lengthOf(without.$('details.confirm[open]'), 1)
    await visitor.submit('form[action$="/cancellation"]', { reason: 'Laptop kami dicuri.' })
    await pin.refresh()
    assert.equal(pin.status, 'unpinned')
    assert.equal(pin.endedByKind, 'partner')
    const desk = await signIn(await createStaff('legal'))
    assert.include((await desk.get(`/trust/pins/${pin.publicId}`)).text, 'Laptop kami dicuri.')
  })

  test('ten uploads a day and no more, taken back or not', async ({ assert }) => {
    const partner = await createPartner()
    for (let count = 0; count < MOST_A_DAY; count++) {
      const pin = await uploadedPin(partner)
      await takeBackPin(partner, pin.publicId, '')
    }
    const visitor = await signIn(partner)
    const page = await upload(visitor, (await ownCertificate(partner)).der)
    assert.equal(page.status, 422)
    assert.include(page.text, 'Paling banyak 10 unggahan sehari')
  })
})
