import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { trustStore, sealTrust } from '#pki/main'
import { askForJudgement } from '#pks/actions/ask_for_judgement'
import { receiveReply } from '#pks/actions/receive_reply'
import { confirmAuthorities, confirmWithdrawal, proposeWithdrawal } from '#pks/actions/trust_decide'
import PksVerdict from '#pks/models/pks_verdict'
import TrustAnchor from '#pks/models/trust_anchor'
import TrustImport from '#pks/models/trust_import'
import { readBundle } from '#pks/queries/trust_bundle'
import { parseCertificate } from '#pki/x509/certificate'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { fresh } from '#tests/support/trust'
import { auditOf, newRoot, pemOf, proposed, trusted, uploadedPin } from '#tests/support/trust'
import { issue, lastMail, signedReply } from '#tests/support/pks'
import type { Visitor } from '#tests/support/visitor'

const REASON = 'Dipakai mitra, sidik dibandingkan lewat telepon.'

/** Sends a bundle by the form, as an administrator does. */
async function upload(visitor: Visitor, content: string | Buffer, more: object = {}) {
  await visitor.get('/trust/imports/new')
  return visitor.submit('form[enctype]', {
    bundle: {
      filename: 'otoritas.pem',
      content: Buffer.from(content),
      type: 'application/x-pem-file',
    },
    source: 'situs resmi, diunduh hari ini',
    ...more,
  })
}

/** The box of an authority. */
const tick = ({ sha256 }: TrustAnchor) => ({ [`pick_${sha256}`]: '1' })

const isTrusted = async (der: Uint8Array) =>
  (await trustStore()).anchors.some((anchor) => Buffer.compare(anchor, der) === 0)

test.group('Trust: authorities', (group) => {
  // Every proposal is mailed to all who may decide: those of other files need not hear of it.
  group.setup(async () => {
    await db.from('staff').update({ disabled: 1 })
  })

  test('[R6.4] read in, proposed, confirmed by another: trusted from then on, audited, told by mail', async ({
    assert,
  }) => {
    const [first, second] = [await createStaff('administrator'), await createStaff('legal')]
    const { der } = await newRoot()
    const visitor = await signIn(first)
    const preview = await upload(visitor, pemOf(der))
    assert.match(preview.url, /\/trust\/imports\//)
    assert.include(preview.text, 'Memenuhi syarat')
    assert.isFalse(await isTrusted(der))

    const asked = await visitor.submit('form[action$="/proposal"]', { reason: REASON })
    assert.equal(asked.status, 200)
    assert.include(asked.text, 'Anda yang mengajukan')
    assert.isFalse(await isTrusted(der))
    const anchor = await TrustAnchor.findByOrFail(
      'sha256',
      (await TrustAnchor.query().orderBy('id', 'desc').firstOrFail()).sha256
    )
    assert.equal(anchor.status, 'proposed')
    await drainOutbox()
    const mail = (await lastMail(second.email))!
    assert.include(mail.subject, '1 otoritas menunggu konfirmasi')
    assert.include(mail.text, REASON)
    assert.include(mail.text, asked.url)
    assert.match(mail.raw.toString(), /Content-Type: text\/html/)
    assert.isNull(await lastMail(first.email), 'who asks is not asked')

    const other = await signIn(second)
    const sheet = await other.get(asked.url)
    assert.lengthOf(sheet.$('input[type=checkbox]'), 1)
    assert.lengthOf(sheet.$('input[checked]'), 0, 'the second person ticks by hand')
    const hasty = await other.submit('form[action$="/confirmation"]', {})
    assert.equal(hasty.status, 422)
    assert.include(hasty.text, 'Centang sekurang-kurangnya satu.')
    assert.isFalse(await isTrusted(der))
    const done = await other.submit('form[action$="/confirmation"]', tick(anchor))
    assert.equal(done.status, 200)
    assert.isTrue(await isTrusted(der))
    assert.isFalse((await sealTrust()).anchors.some((item) => Buffer.compare(item, der) === 0))
    assert.deepEqual(await auditOf('trust_anchor', anchor.publicId), ['trust.activated'])
    const event = await db.from('audit_events').where('subject_id', anchor.publicId).firstOrFail()
    assert.equal(JSON.parse(event.data).reason, REASON)
    const importId = asked.url.split('/').at(-1)!
    assert.deepEqual(await auditOf('trust_import', importId), ['trust.proposed'])
    const page = await other.get('/trust')
    assert.include(page.$('table').text(), anchor.serial)
    assert.include((await other.get(`/en/trust/authorities/${anchor.publicId}`)).text, 'Trusted')
  })

  test('whoever proposed does not confirm, by no way', async ({ assert }) => {
    const staff = await createStaff('administrator')
    const { der } = await newRoot()
    const [anchor] = await proposed(pemOf(der), staff)
    const visitor = await signIn(staff)
    const item = await TrustImport.findOrFail(anchor!.importId)
    // Who read the file in is somebody else: what counts is who proposed.
    const reader = await createStaff('administrator')
    await db.from('trust_imports').where('id', item.id).update({ read_by: reader.publicId })
    const page = await visitor.get(`/trust/imports/${item.publicId}`)
    assert.notInclude(page.text, 'Konfirmasi yang dicentang')
    assert.include(page.$('.page-head').text(), staff.name)
    const other = await (await signIn(reader)).get(`/trust/imports/${item.publicId}`)
    assert.include(other.text, 'Konfirmasi yang dicentang')
    assert.include((await visitor.get('/trust')).text, `diajukan ${staff.name}`)
    await visitor.get(`/trust/imports/${item.publicId}`)
    const posted = await visitor.submit('form[action$="/confirmation"]', {})
    assert.equal(posted.status, 403)
    assert.include(posted.text, 'Anda sendiri yang mengajukannya')
    await anchor!.refresh()
    assert.equal(anchor!.status, 'proposed')
    assert.isFalse(await isTrusted(der))
  })

  test('two people decide at once: one wins, the other is told', async ({ assert }) => {
    const [asker, one, two] = [
      await createStaff('administrator'),
      await createStaff('administrator'),
      await createStaff('legal'),
    ]
    const [anchor] = await proposed(pemOf((await newRoot()).der), asker)
    const ids = [anchor!.publicId]
    const both = await Promise.all([
      confirmAuthorities({ ids, by: one }),
      confirmAuthorities({ ids, by: two }),
    ])
    assert.deepEqual(both.map(({ ok }) => ok).toSorted(), [false, true])
    const [lost] = both.filter(({ ok }) => !ok)
    assert.deepInclude(lost as object, { error: { type: 'too_late' } })
    assert.deepEqual(await auditOf('trust_anchor', anchor!.publicId), ['trust.activated'])
  })

  test('who comes too late on the page reads that, and how it stands', async ({ assert }) => {
    const [asker, one, two] = [
      await createStaff('administrator'),
      await createStaff('administrator'),
      await createStaff('legal'),
    ]
    const [anchor] = await proposed(pemOf((await newRoot()).der), asker)
    const item = await TrustImport.findOrFail(anchor!.importId)
    const late = await signIn(two)
    await late.get(`/trust/imports/${item.publicId}`)
    await confirmAuthorities({ ids: [anchor!.publicId], by: one })
    const page = await late.submit('form[action$="/confirmation"]', tick(anchor!))
    assert.equal(page.status, 409)
    assert.include(page.text, 'Staf lain sudah memutuskannya')
    assert.include(page.text, 'Dipercaya')
  })

  test('some are confirmed, others refused with a reason; a refused one can be proposed again', async ({
    assert,
  }) => {
    const [asker, decider] = [await createStaff('administrator'), await createStaff('legal')]
    const [good, bad] = [await newRoot(), await newRoot()]
    const anchors = await proposed(pemOf(good.der) + pemOf(bad.der), asker)
    const item = await TrustImport.findOrFail(anchors[0]!.importId)
    const visitor = await signIn(decider)
    await visitor.get(`/trust/imports/${item.publicId}`)
    const empty = await visitor.submit('form[action$="/confirmation"]', tick(anchors[1]!), {
      formaction: `/trust/imports/${item.publicId}/refusal`,
    })
    assert.equal(empty.status, 422)
    assert.isUndefined(
      empty.$(`#pick-${anchors[0]!.sha256}`).attr('checked'),
      'what was unticked stays so'
    )
    await visitor.submit(
      'form[action$="/confirmation"]',
      { reason: 'Sidiknya berbeda dari dokumen resmi.' },
      { formaction: `/trust/imports/${item.publicId}/refusal` }
    )
    await visitor.submit('form[action$="/confirmation"]', tick(anchors[0]!))
    await Promise.all(anchors.map((anchor) => anchor.refresh()))
    assert.deepEqual(
      anchors.map(({ status }) => status),
      ['active', 'refused']
    )
    assert.isTrue(await isTrusted(good.der))
    assert.isFalse(await isTrusted(bad.der))
    const [again] = await proposed(pemOf(bad.der), asker)
    assert.equal(again!.status, 'proposed')
  })

  test('withdrawn with a reason by two; trusted until the second has confirmed', async ({
    assert,
  }) => {
    const { der } = await newRoot()
    const [anchor] = await trusted(pemOf(der))
    const [asker, second] = [await createStaff('administrator'), await createStaff('legal')]
    const here = `/trust/authorities/${anchor!.publicId}`
    const visitor = await signIn(asker)
    await visitor.get(here)
    const short = await visitor.submit('form[action$="/withdrawal"]', { reason: 'x' })
    assert.equal(short.status, 422)
    assert.equal(short.$('textarea[name=reason]').text(), 'x')
    await visitor.submit('form[action$="/withdrawal"]', { reason: 'Kunci otoritas ini bocor.' })
    const own = await visitor.post(`${here}/withdrawal/confirmation`, {
      _csrf: visitor.page.$('input[name=_csrf]').attr('value')!,
    })
    assert.equal(own.status, 403)
    assert.isTrue(await isTrusted(der))
    await drainOutbox()
    assert.include((await lastMail(second.email))!.text, 'Kunci otoritas ini bocor.')
    const other = await signIn(second)
    await other.get(here)
    await other.submit('form[action$="/withdrawal/confirmation"]', {})
    assert.isFalse(await isTrusted(der))
    assert.deepEqual(await auditOf('trust_anchor', anchor!.publicId), [
      'trust.activated',
      'trust.withdrawal_proposed',
      'trust.withdrawn',
    ])
    assert.include((await other.get(here)).text, 'Dicabut')
  })

  test('a withdrawal that is taken back leaves the authority trusted', async ({ assert }) => {
    const { der } = await newRoot()
    const [anchor] = await trusted(pemOf(der))
    const visitor = await signIn(await createStaff('administrator'))
    const here = `/trust/authorities/${anchor!.publicId}`
    await visitor.get(here)
    await visitor.submit('form[action$="/withdrawal"]', { reason: 'Salah pilih otoritas.' })
    await visitor.submit(
      'form[action$="/withdrawal/confirmation"]',
      {},
      { formaction: `${here}/withdrawal/refusal` }
    )
    await anchor!.refresh()
    assert.equal(anchor!.status, 'active')
    assert.isTrue(await isTrusted(der))
  })

  test('a bundle says of each certificate what it is; what cannot be an authority is not proposed', async ({
    assert,
  }) => {
    const root = await newRoot()
    const [middle, person, old] = [
      await fresh({ name: 'CN=Antara', ca: true, issuer: root }),
      await fresh({ name: 'CN=Orang', emails: ['orang@contoh.example'] }),
      await newRoot({ notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }),
    ]
    const staff = await createStaff('administrator')
    const visitor = await signIn(staff)
    const bundle = [root, middle, person, old, root].map(({ der }) => pemOf(der)).join('\n')
    const page = await upload(visitor, bundle)
    assert.include(page.text, '4 sertifikat, 2 memenuhi syarat')
    assert.include(page.text, '1 salinan sama dilewati')
    assert.include(page.text, 'Otoritas antara')
    assert.include(page.text, 'Bukan otoritas')
    assert.include(page.text, 'Sudah kedaluwarsa.')
    assert.lengthOf(page.$('input[type=checkbox]'), 2)
    const none = await visitor.submit('form[action$="/proposal"]', {
      reason: REASON,
      ...Object.fromEntries(
        page
          .$('input[type=checkbox]')
          .toArray()
          .map((box) => [page.$(box).attr('name')!, undefined])
      ),
    })
    assert.equal(none.status, 422)
    assert.include(none.text, 'Centang sekurang-kurangnya satu.')
    assert.equal(none.$('textarea[name=reason]').text(), REASON)
    const draft = page.url.split('/').at(-1)!
    const forged = await visitor.post(`/trust/imports/${draft}/proposal`, {
      _csrf: none.$('input[name=_csrf]').attr('value')!,
      reason: REASON,
      [`pick_${'0'.repeat(64)}`]: '1',
    })
    assert.equal(forged.status, 422)
    await visitor.get(page.url)
    await visitor.submit('form[action$="/proposal"]', { reason: REASON })
    const item = await TrustImport.findByOrFail('public_id', draft)
    const anchors = await TrustAnchor.query().where('import_id', item.id).orderBy('id')
    assert.deepEqual(
      anchors.map(({ role }) => role),
      ['anchor', 'intermediate']
    )
    const again = await upload(visitor, bundle)
    assert.include(again.text, 'Sudah diajukan, menunggu orang kedua.')
    assert.include(again.text, '4 sertifikat, 0 memenuhi syarat')
  })

  test('a file that cannot be one keeps what was typed and says why: {name}')
    .with([
      {
        name: 'a private key',
        file: () => '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n',
        says: 'kunci privat',
      },
      {
        name: 'too large',
        file: () => Buffer.alloc(2 * 1024 * 1024 + 1, 'x').fill('0', 0, 1),
        says: 'terlalu besar',
      },
      {
        name: 'a large PDF',
        file: () => `%PDF-1.7\n${'x'.repeat(2 * 1024 * 1024)}`,
        says: 'tidak terbaca sebagai sertifikat',
      },
      { name: 'no certificate', file: () => 'halo', says: 'tidak terbaca' },
      {
        name: 'ten thousand',
        file: () => pemOf(Uint8Array.of(0x30, 0)).repeat(10_000),
        says: 'lebih dari 1.000',
      },
    ])
    .run(async ({ assert }, { file, says }) => {
      const visitor = await signIn(await createStaff('administrator'))
      const before = await TrustImport.query().count('* as count')
      const page = await upload(visitor, file())
      assert.equal(page.status, 422)
      assert.include(page.text, says)
      assert.equal(page.$('input[name=source]').attr('value'), 'situs resmi, diunduh hari ini')
      assert.deepEqual(
        (await TrustImport.query().count('* as count'))[0]!.$extras,
        before[0]!.$extras
      )
    })

  test('the tab says how many certificates of partners wait, and nothing when none does', async ({
    assert,
  }) => {
    await db.from('pinned_certificates').update({ status: 'cancelled', live_key: null })
    const visitor = await signIn(await createStaff('legal'))
    assert.lengthOf((await visitor.get('/trust')).$('.tabs .count'), 0)
    await uploadedPin(await createPartner())
    assert.equal((await visitor.get('/trust')).$('.tabs .count').text(), '1 menunggu staf')
  })

  test('names with markup and marks that turn text are shown as text', async ({ assert }) => {
    const { der } = await newRoot({ name: 'CN=<script>alert(1)</script>\u202e evil, O=A & B' })
    const visitor = await signIn(await createStaff('administrator'))
    const page = await upload(visitor, pemOf(der), {})
    assert.notInclude(page.text, '<script>alert')
    assert.notInclude(page.text, '\u202e')
    assert.include(page.$('.cert').text(), '<script>alert(1)</script>')
  })

  test('Legal looks on and confirms, but asks for nothing; QA and Finance see nothing', async ({
    assert,
  }) => {
    const legal = await signIn(await createStaff('legal'))
    assert.equal((await legal.get('/trust')).status, 200)
    assert.equal((await legal.get('/trust/settings')).status, 200)
    assert.equal((await legal.get('/trust/imports/new')).status, 403)
    const [anchor] = await trusted(pemOf((await newRoot()).der))
    const page = await legal.get(`/trust/authorities/${anchor!.publicId}`)
    assert.lengthOf(page.$('form[action$="/withdrawal"]'), 0)
    for (const role of ['qa', 'finance'] as const) {
      const other = await signIn(await createStaff(role))
      assert.equal((await other.get('/trust')).status, 403)
      assert.equal((await other.get(`/trust/authorities/${anchor!.publicId}`)).status, 403)
    }
  })

  test('authorities of the settings are shown, and an import of one is no news', async ({
    assert,
  }) => {
    const visitor = await signIn(await createStaff('administrator'))
    const page = await visitor.get('/trust/settings')
    assert.include(page.text, 'Etalase Development Root CA')
    const [der] = (await trustStore()).anchors
    const preview = await upload(visitor, pemOf(der!))
    assert.include(preview.text, 'Sudah dipercaya lewat pengaturan mesin.')
  })

  test('a draft that is dropped proposes nothing', async ({ assert }) => {
    const visitor = await signIn(await createStaff('administrator'))
    const page = await upload(visitor, pemOf((await newRoot()).der))
    assert.lengthOf(page.$('form[action$="/proposal"] [formaction]'), 0, 'it stands apart')
    assert.lengthOf(page.$('details.confirm form[action$="/discard"]'), 1)
    await visitor.submit('form[action$="/discard"]', {})
    const shown = await visitor.get(page.url)
    assert.include(shown.text, 'Impor ini dibuang')
    assert.notInclude(shown.text, 'memenuhi syarat')
    assert.notInclude(shown.text, 'Memenuhi syarat')
    assert.include(shown.text, 'Tidak diajukan')
    assert.lengthOf(shown.$('main input:not([type=hidden]), main button, main textarea'), 0)
    const posted = await visitor.post(`${page.url}/proposal`, {
      _csrf: (await visitor.get('/account')).$('input[name=_csrf]').attr('value')!,
      reason: REASON,
    })
    assert.oneOf(posted.status, [409, 422])
    assert.equal(
      (await TrustImport.findByOrFail('public_id', page.url.split('/').at(-1)!)).status,
      'discarded'
    )
  })

  test('two propose the same certificate at once: it is asked once', async ({ assert }) => {
    const { der } = await newRoot()
    const [one, two] = [await createStaff('administrator'), await createStaff('administrator')]
    const both = await Promise.allSettled([proposed(pemOf(der), one), proposed(pemOf(der), two)])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const lost = both.find((item) => item.status === 'rejected')!
    assert.include(String((lost as PromiseRejectedResult).reason), 'nothing_chosen')
    const { fingerprint } = parseCertificate(der)
    assert.lengthOf(await TrustAnchor.query().where('sha256', fingerprint), 1)
  })

  test('a bundle of more than its form can carry is proposed and decided as a whole', async ({
    assert,
  }) => {
    const roots = await Promise.all(Array.from({ length: 160 }, () => newRoot()))
    const [first, second] = [await createStaff('administrator'), await createStaff('legal')]
    const visitor = await signIn(first)
    const page = await upload(visitor, roots.map(({ der }) => pemOf(der)).join(''))
    assert.include(page.text, '160 sertifikat, 160 memenuhi syarat')
    assert.lengthOf(page.$('input[type=checkbox]'), 0)
    const asked = await visitor.submit('form[action$="/proposal"]', { reason: REASON })
    const other = await signIn(second)
    const sheet = await other.get(asked.url)
    assert.lengthOf(sheet.$('input[type=checkbox]'), 1)
    assert.equal((await other.submit('form[action$="/confirmation"]', {})).status, 422)
    await other.submit('form[action$="/confirmation"]', { pick_all: '1' })
    const { anchors } = await trustStore()
    const known = new Set(anchors.map((der) => Buffer.from(der).toString('base64')))
    assert.isTrue(roots.every(({ der }) => known.has(Buffer.from(der).toString('base64'))))
  })

  test('while a thousand certificates are looked at, others are answered', async ({ assert }) => {
    const { der } = await newRoot({ kind: 'rsa' })
    const file = Array.from({ length: 1000 }, (_, index) => {
      const copy = Uint8Array.from(der)
      copy[copy.length - 1] = index % 256
      copy[copy.length - 2] = index >> 8
      return pemOf(copy)
    }).join('')
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    const read = await readBundle(Buffer.from(file), 'email')
    clearInterval(timer)
    assert.isTrue(read.ok)
    assert.isAbove(turns, 5)
  })

  test('a change that another process made counts at the next judgement; without one nothing is read again', async ({
    assert,
  }) => {
    const { der } = await newRoot()
    const [anchor] = await trusted(pemOf(der))
    const before = await trustStore()
    assert.strictEqual(await trustStore(), before)
    const elsewhere = 'update trust_anchors set status = ?, live_key = null where id = ?'
    await db.rawQuery(elsewhere, ['withdrawn', anchor!.id])
    await db.rawQuery('update trust_state set version = version + 1 where id = 1')
    assert.isFalse(await isTrusted(der))
  })

  test('[R6.4] a chain stands under an authority that staff trust, and falls with it', async ({
    assert,
  }) => {
    const root = await newRoot({ kind: 'rsa' })
    const partner = await createPartner()
    const { der, privateKey } = await fresh({
      name: 'CN=Bagas Wirawan',
      emails: [partner.email],
      issuer: root,
    })
    const { agreement, pdf } = await issue(partner)
    const raw = signedReply({
      from: partner.email,
      subject: `Re: ${agreement.subject}`,
      certificate: {
        certificatePem: pemOf(der),
        privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        chainPem: pemOf(root.der),
      } as never,
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const reply = await receiveReply(raw, 'file')
    const chain = async () => {
      await drainOutbox()
      const verdict = await PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'desc')
      const { status, reason } = verdict[0]!.checks.find(({ name }) => name === 'chain')!
      return reason ?? status
    }
    assert.equal(await chain(), 'chain.untrusted')
    const [anchor] = await trusted(pemOf(root.der))
    const [first, second] = [await createStaff('administrator'), await createStaff('legal')]
    await askForJudgement(reply, first)
    // No list of this authority can be had: its chain stands, the verdict waits.
    assert.equal(await chain(), 'passed')
    const id = anchor!.publicId
    await proposeWithdrawal({ id, reason: 'Kunci otoritas ini bocor.', by: first })
    await confirmWithdrawal({ id, by: second })
    await askForJudgement(reply, second)
    assert.equal(await chain(), 'chain.untrusted')
  })
})
