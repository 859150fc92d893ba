import { clearPicture, eraseDrafts } from '#catalogue/actions/erase_drafts'
import { saveContent } from '#catalogue/actions/save_content'
import { storeImage } from '#catalogue/actions/store_image'
import ContentVersion from '#catalogue/models/content_version'
import TermsReading from '#catalogue/models/terms_reading'
import TermsVersion from '#catalogue/models/terms_version'
import { exists } from '#storage/main'
import { pictureFile } from '#tests/support/content_form'
import ContentMessage from '#approvals/models/content_message'
import PartnerEmailChange from '#partners/models/partner_email_change'
import { publicId } from '#shared/public_id'
import { unzipSync } from 'fflate'
import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { sendPartnerMessage } from '#approvals/actions/send_message'
import { submitVersion } from '#approvals/actions/submit_version'
import { bindByEmail } from '#customers/actions/bind_by_email'
import type { Entry } from '#ledger/accounts'
import { post } from '#ledger/actions/post'
import { eraseDue, erasureObstacles, requestErasure } from '#partners/actions/erase_partner'
import Partner from '#partners/models/partner'
import { collectPersonalData } from '#partners/queries/collect_personal_data'
import { clock, travelBack, travelBy } from '#shared/clock'
import { transaction } from '#shared/database/main'
import {
  createCustomer,
  createPartner,
  createStaff,
  PASSWORD,
  signIn,
} from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000
const EXPORT = 'form[action$="/data/export"]'
const ERASE = 'form[action$="/data/erasure"]'

async function askErasure(partner: Partner): Promise<Visitor> {
  const visitor = await signIn(partner)
  await visitor.get('/account/data')
  await visitor.submit(ERASE, { password: PASSWORD })
  return visitor
}

/** Where in the database any of these stands, as `table: value`. */
async function placesOf(values: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const table of await db.connection().getAllTables(['public'])) {
    const rows = JSON.stringify(await db.from(table))
    found.push(
      ...values.filter((value) => rows.includes(value)).map((value) => `${table}: ${value}`)
    )
  }
  return found
}

async function eraseNow(partner: Partner): Promise<void> {
  await partner.refresh()
  await partner.merge({ erasureDueAt: clock.now().minus({ minutes: 1 }) }).save()
  await eraseDue()
}

/** Sold once and withdrawn since, with a version begun after it. */
async function withdrawnWithDraft(partner: Partner, draft: Partial<ContentVersion>) {
  const made = await createContent(partner, { version: { careEmail: 'jual@toko.example' } })
  const newer = await ContentVersion.create({
    ...made.version.$attributes,
    id: undefined,
    publicId: publicId(),
    number: 2,
    status: 'draft',
    submittedAt: null,
    approvedAt: null,
    publishedAt: null,
    ...draft,
  })
  await db
    .from('contents')
    .where('id', made.content.id)
    .update({ withdrawn_at: clock.now().toMillis() })
  return { ...made, newer }
}

test.group('Personal data of a partner', (group) => {
  group.each.teardown(() => travelBack())

  test('[R2.5] the owner takes along everything that is held, with the password and noted', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { status: 'draft' })
    const text = 'Kapan konten kami diperiksa?'
    await ContentMessage.create({
      contentId: content.id,
      authorKind: 'partner',
      authorId: partner.id,
      body: text,
      formKey: publicId(),
    })
    await PartnerEmailChange.create({
      partnerId: partner.id,
      status: 'cancelled',
      oldEmail: partner.email,
      newEmail: 'baru@contoh.example',
      expiresAt: clock.now(),
    })
    const legal = await signIn(await createStaff('legal', { name: 'Sari Legal' }))
    await legal.get(`/companies/${partner.publicId}`)
    await legal.submit('form[action$="/reveal"]', { field: 'ktp', reason: 'legal_review' })
    const visitor = await signIn(partner)
    for (const password of ['', 'salah11$$']) {
      await visitor.get('/account/data')
      const refused = await visitor.submit(EXPORT, { password })
      assert.equal(refused.status, 422)
      assert.isNotEmpty(refused.$('#f-password-error').text())
    }
    await visitor.get('/account/data')
    const page = await visitor.submit(EXPORT, { password: PASSWORD })
    assert.equal(page.headers['content-type'], 'application/zip')
    assert.match(String(page.headers['content-disposition']), /^attachment; filename="data-/)
    assert.equal(page.headers['cache-control'], 'private, no-store')
    const files = unzipSync(page.body)
    const read = (name: string) => JSON.parse(Buffer.from(files[`${name}.json`]!).toString())
    assert.include(Buffer.from(files['README.txt']!).toString(), partner.companyName)
    assert.equal(read('account').ktp, partner.ktp)
    assert.equal(read('account').bank_account, partner.bankAccount)
    assert.notProperty(read('account'), 'password')
    assert.equal(read('contents')[0].id, content.publicId)
    assert.deepEqual(read('agreements'), [])
    assert.equal(read('messages')[0].text, text)
    assert.equal(read('email_changes')[0].to, 'baru@contoh.example')
    assert.isAtLeast(read('signed_in_devices').length, 1)
    const reading = read('read_by_staff').find(({ field }: { field: string | null }) => field)
    assert.equal(reading.by, 'Sari Legal')
    assert.equal(reading.reason, 'legal_review')
    const types = read('events').map(({ type }: { type: string }) => type)
    assert.include(types, 'partner.personal_data_read')
    const [event] = await db
      .from('audit_events')
      .where({ type: 'partner.data_exported', subject_id: partner.publicId })
    assert.equal(event.actor_id, partner.publicId)
  })

  test('[R2.5] asked for, told by mail, taken back within a day; else erased', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const wrong = await signIn(partner)
    await wrong.get('/account/data')
    assert.equal((await wrong.submit(ERASE, { password: 'salah11$$' })).status, 422)
    const visitor = await askErasure(partner)
    assert.include(visitor.page.text, 'Data pribadi dihapus pada')
    assert.include((await mailsTo(partner.email)).at(-1)!.subject, 'akan dihapus')
    await visitor.submit('form[action$="/data/kept"]')
    assert.isNull((await Partner.findOrFail(partner.id)).erasureDueAt)
    travelBy(25 * HOUR)
    await eraseDue()
    assert.equal((await Partner.findOrFail(partner.id)).ktp, partner.ktp)

    await askErasure(partner)
    travelBy(48 * HOUR)
    await eraseDue()
    assert.isNull((await Partner.findOrFail(partner.id)).erasedAt)
    travelBy(50 * HOUR)
    await Promise.all([eraseDue(), eraseDue()])
    const erased = await Partner.findOrFail(partner.id)
    assert.isNotNull(erased.erasedAt)
    assert.equal(erased.status, 'disabled')
    // The company's own data stays: books and agreements name it.
    assert.equal(erased.companyName, partner.companyName)
    assert.equal(erased.companyNpwp, partner.companyNpwp)
    const notices = db.from('notices').where({ reader_kind: 'partner', reader_id: partner.id })
    assert.lengthOf(await notices, 0)
    const row = JSON.stringify(erased.$attributes)
    for (const gone of [
      partner.email,
      partner.name,
      partner.mobile,
      partner.ktp,
      partner.npwp,
      partner.directorKtp,
      partner.directorName,
      partner.bankAccount,
      partner.bankHolder,
    ])
      assert.notInclude(row, `"${gone}"`)
    assert.lengthOf(
      await db.from('sessions').where({ user_kind: 'partner', user_id: partner.id }),
      0
    )
    const events = await db
      .from('audit_events')
      .where({ subject_id: partner.publicId })
      .whereLike('type', 'partner.eras%')
      .orderBy('id')
      .select('type')
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'partner.erasure_requested',
        'partner.erasure_cancelled',
        'partner.erasure_requested',
        'partner.erased',
      ]
    )
    const guest = new Visitor('partner')
    await guest.get('/login')
    const refused = await guest.submit('main form', { email: partner.email, password: PASSWORD })
    assert.equal(refused.status, 422)
    const legal = await signIn(await createStaff('legal'))
    assert.equal((await legal.get(`/companies/${partner.publicId}`)).status, 200)
  })

  test('[R2.5] while something runs nothing is erased, and what runs is said', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await createContent(partner, { status: 'in_review' })
    const visitor = await signIn(partner)
    const page = await visitor.get('/account/data')
    assert.equal(page.$(ERASE).length, 0)
    assert.include(page.text, '1 konten masih dijual')
    const token = page.$('input[name=_csrf]').first().attr('value')!
    const path = '/account/data/erasure'
    const refused = await visitor.post(path, { _csrf: token, password: PASSWORD })
    assert.equal(refused.status, 409)
    assert.isNull((await Partner.findOrFail(partner.id)).erasureDueAt)

    // What begins after the wish holds it up, and its owner is told.
    const other = await createPartner()
    await askErasure(other)
    await createContent(other, { status: 'in_review' })
    travelBy(25 * HOUR)
    await eraseDue()
    const kept = await Partner.findOrFail(other.id)
    assert.isNull(kept.erasedAt)
    assert.isNull(kept.erasureDueAt)
    assert.include((await mailsTo(other.email)).at(-1)!.subject, 'belum dapat dihapus')
  })

  test('[R2.5] of a content that is submitted while its partner is erased, one of the two happens', async ({
    assert,
  }) => {
    for (let times = 0; times < 6; times++) {
      const partner = await createPartner()
      const { content } = await createContent(partner, { status: 'draft' })
      await partner.merge({ erasureDueAt: clock.now().minus({ minutes: 1 }) }).save()
      const steps = [
        () => submitVersion(partner, content.publicId, randomBytes(16).toString('hex')),
        () => eraseDue(),
      ]
      if (times % 2 === 1) steps.reverse()
      await Promise.all(steps.map((step) => step()))
      const [version] = await db.from('content_versions').where('content_id', content.id)
      const isErased = (await Partner.findOrFail(partner.id)).erasedAt !== null
      assert.equal(version?.status, isErased ? undefined : 'submitted')
    }
  })

  test('[R2.5] [R7.3] money that is owed, billed or under way holds an erasure up; the trial store’s does not', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const book = (environment: 'production' | 'development', entries: Entry[]) =>
      transaction((trx) =>
        post(trx, {
          kind: entries[0]!.account === 'receivable' ? 'payment.billed' : 'payment.collected',
          idemKey: randomBytes(8).toString('hex'),
          environment,
          partnerId: partner.id,
          entries,
        })
      )
    const share = (amount: number): Entry[] => [
      { account: 'clearing', amount },
      { account: 'partner_payable', amount: -amount, partnerId: partner.id },
    ]
    await book('development', share(9_000))
    assert.deepEqual(await erasureObstacles(partner), [])
    await book('production', share(6_500))
    await book('production', [
      { account: 'receivable', amount: 11_000 },
      { account: 'billed_unearned', amount: -11_000 },
    ])
    const visitor = await signIn(partner)
    const page = await visitor.get('/account/data')
    assert.include(page.text, 'Bagian Anda sebesar Rp 6.500 belum dibayarkan')
    assert.include(page.text, 'Rp 11.000 masih tertagih')
    assert.equal(page.$(ERASE).length, 0)
    const asked = await requestErasure(partner)
    assert.isFalse(asked.ok)
    assert.isNull((await Partner.findOrFail(partner.id)).erasureDueAt)
  })

  test('[R2.5] with an account ends what waits of it: for Legal, for Finance, in the trial store', async ({
    assert,
  }) => {
    const partner = await createPartner({ legalValidatedAt: clock.now() })
    const visitor = await signIn(partner)
    await visitor.get('/account/edit')
    await visitor.submit('main form', {
      address: 'Jl. Kaliurang 7, Sleman',
      bank_branch: 'KCP Sleman',
      password: PASSWORD,
    })
    const customer = await createCustomer('development', { email: partner.email })
    await transaction((trx) => bindByEmail(trx, partner.email))
    const legal = await signIn(await createStaff('legal'))
    const waiting = async () =>
      (await legal.get('/companies?show=waiting')).$('main').html()!.includes(partner.publicId)
    assert.isTrue(await waiting())
    await partner.refresh()
    await partner.merge({ erasureDueAt: clock.now().minus({ minutes: 1 }) }).save()
    await eraseDue()
    assert.isFalse(await waiting())
    const [change] = await db.from('company_changes').where('partner_id', partner.id)
    assert.deepEqual([change.status, change.before], ['reverted', null])
    const [event] = await db
      .from('audit_events')
      .where({ type: 'partner.bank_change_cancelled', subject_id: partner.publicId })
    assert.equal(event.actor_kind, 'system')
    assert.equal(JSON.parse(event.data).via, 'erasure')
    assert.lengthOf(await db.from('customer_bindings').where('customer_id', customer.id), 0)
  })

  test('[R2.5] an erasure leaves nothing in any table of what was never submitted, and keeps what was', async ({
    assert,
  }) => {
    const partner = await createPartner({
      name: 'Raden Sukmawijaya',
      mobile: '+6281399887766',
      directorName: 'Nyai Ratnaningrum',
      totpLastStep: 58_123_456,
    })
    const other = await createPartner()
    const shared = await pictureFile(731, 547)
    const [own, both, others] = [
      await storeImage(partner, (await pictureFile(733, 549)).content),
      await storeImage(partner, shared.content),
      await storeImage(other, shared.content),
    ]
    if (!own.ok || !both.ok || !others.ok) throw new Error('no picture')
    const terms = await TermsVersion.current()
    await TermsReading.create({
      partnerId: partner.id,
      termsVersionId: terms.id,
      openedAt: clock.now(),
      finishedAt: clock.now(),
      ip: '203.0.113.78',
    })
    const draft = {
      careEmail: 'sukma@rumah.example',
      carePhone: '02749988776',
      termsAcceptedIp: '203.0.113.77',
      unfinished: { price: 'sukma-seribu' },
    }
    const { content, version } = await createContent(partner, {
      status: 'draft',
      version: { ...draft, imageId: own.value.id },
    })
    const sold = await withdrawnWithDraft(partner, { ...draft, imageId: both.value.id })
    await sold.version
      .merge({
        termsAcceptedIp: '203.0.113.79',
        correction: { values: { careEmail: 'sukma@koreksi.example' } as never, terms: null },
      })
      .save()
    await db.table('address_checks').insert({
      public_id: publicId(),
      version_id: version.id,
      asked_at: 1,
      results: JSON.stringify({ demo_url: { url: 'https://sukma.example/' } }),
      created_at: 1,
      updated_at: 1,
    })
    await ContentMessage.create({
      contentId: content.id,
      authorKind: 'partner',
      authorId: partner.id,
      body: 'Pesan Sukmawijaya',
      formKey: publicId(),
    })
    const [delivery] = await db
      .table('deliveries')
      .insert({
        public_id: publicId(),
        trx_id: publicId(),
        dedupe_key: publicId(),
        partner_id: partner.id,
        content_id: content.id,
        environment: 'development',
        event: 'test',
        parameters: '{}',
        url: 'https://sukma-uji.example/',
        status: 'delivered',
        attempts: 1,
        created_at: 1,
        updated_at: 1,
      })
      .returning('id')
    await db.table('scenario_runs').insert({
      public_id: publicId(),
      partner_id: partner.id,
      content_id: content.id,
      scenario: 'purchase',
      delivery_id: delivery.id ?? delivery,
      passed: 1,
      comparison: '[]',
      created_at: 1,
      updated_at: 1,
    })
    const change = { public_id: publicId(), partner_id: partner.id, created_at: 1, updated_at: 1 }
    await db.table('bank_changes').insert({
      ...change,
      status: 'refused',
      expires_at: 1,
      decided_at: 1,
      reason: 'Rekening bukan milik Sukmawijaya',
    })
    await db.table('company_changes').insert({
      ...change,
      section: 'contact',
      status: 'returned',
      validated_at: 1,
      changed_at: 1,
      reason: 'KTP Sukmawijaya buram',
    })
    const values = [
      partner.email,
      partner.name,
      partner.mobile,
      partner.directorName,
      'sukma@rumah.example',
      '02749988776',
      'sukma-seribu',
      'sukma@koreksi.example',
      'https://sukma.example/',
      'https://sukma-uji.example/',
      'Sukmawijaya',
      '203.0.113.77',
      '203.0.113.78',
      '203.0.113.79',
      '58123456',
    ]
    const before = (await placesOf(values)).join()
    for (const value of values) assert.include(before, value)
    await eraseNow(partner)
    assert.isNotNull((await Partner.findOrFail(partner.id)).erasedAt)
    assert.deepEqual(await placesOf(values), [])
    assert.lengthOf(await db.from('contents').where('id', content.id), 0)

    const [kept] = await db.from('contents').where('id', sold.content.id)
    assert.equal(kept.latest_version_id, sold.version.id)
    assert.equal(kept.shown_status, 'withdrawn')
    await sold.version.refresh()
    assert.equal(sold.version.careEmail, 'jual@toko.example')
    assert.lengthOf(await db.from('content_versions').where('content_id', sold.content.id), 1)

    // Whoever else has sent the same picture goes on showing it.
    for (const { payload } of await db.from('outbox').where('kind', 'catalogue.clear_picture'))
      await clearPicture(JSON.parse(payload))
    assert.isFalse(await exists(own.value.storageKey))
    assert.isTrue(await exists(others.value.storageKey))
    // Safe to run again.
    await transaction((trx) => eraseDrafts(trx, partner))
  })

  test('[R2.5] the export holds readings, acceptances, what is not sent yet, and every device', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const other = await createPartner()
    const terms = await TermsVersion.current()
    for (const [{ id: partnerId }, ip] of [
      [partner, '203.0.113.81'],
      [other, '203.0.113.82'],
    ] as const)
      await TermsReading.create({
        partnerId,
        termsVersionId: terms.id,
        openedAt: clock.now(),
        finishedAt: clock.now(),
        ip,
      })
    await createContent(partner, {
      status: 'needs_correction',
      version: {
        termsAcceptedIp: '203.0.113.83',
        unfinished: { price: 'seribu' },
        correction: {
          values: { careEmail: 'koreksi@toko.example' } as never,
          terms: { versionId: terms.id, acceptedAt: 86_400_000, ip: '203.0.113.84' },
        },
      },
    })
    await signIn(partner)
    const [session] = await db.from('sessions').where({ user_kind: 'partner', user_id: partner.id })
    for (let device = 0; device < 24; device++)
      await db
        .table('sessions')
        .insert({ ...session, id: randomBytes(32).toString('hex'), public_id: publicId() })
    const files = await collectPersonalData(partner)
    assert.lengthOf(files.get('signed_in_devices') as unknown[], 25)
    const [reading, ...more] = files.get('terms_readings') as Record<string, unknown>[]
    assert.lengthOf(more, 0)
    assert.equal(reading!.version, terms.number)
    assert.equal(reading!.ip, '203.0.113.81')
    assert.properties(reading!, ['opened_at', 'finished_at'])
    const [content] = files.get('contents') as { versions: Record<string, unknown>[] }[]
    const [version] = content!.versions
    assert.equal(version!.terms_accepted_ip, '203.0.113.83')
    assert.isNotNull(version!.terms_accepted_at)
    assert.deepEqual(version!.unfinished, { price: 'seribu' })
    assert.deepEqual(version!.correction, {
      values: { careEmail: 'koreksi@toko.example' },
      terms_accepted_at: '1970-01-02T00:00:00.000Z',
      terms_accepted_ip: '203.0.113.84',
    })
  })

  test('[R2.5] nothing is saved for a partner that was erased meanwhile, new or begun', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const sold = await withdrawnWithDraft(partner, { name: 'Baru' })
    const save = (contentId: string, isNew: boolean) =>
      saveContent({
        partner,
        contentId,
        isNew,
        values: { name: 'Setelah dihapus' } as never,
        acceptance: null,
      })
    const allowed = await save(sold.content.publicId, false)
    assert.isTrue(allowed.ok)
    await eraseNow(partner)
    for (const [id, isNew] of [
      [sold.content.publicId, false],
      [publicId(), true],
    ] as const) {
      const refused = await save(id, isNew)
      assert.deepEqual(refused.ok ? null : refused.error, { type: 'not_found' })
    }
    assert.deepEqual(await placesOf(['Setelah dihapus']), [])
  })

  test('[R2.5] of a draft that is saved while its partner is erased, nothing is left', async ({
    assert,
  }) => {
    for (let times = 0; times < 6; times++) {
      const partner = await createPartner()
      await partner.merge({ erasureDueAt: clock.now().minus({ minutes: 1 }) }).save()
      const save = () =>
        saveContent({
          partner,
          contentId: publicId(),
          isNew: true,
          values: { name: 'Bersamaan' } as never,
          acceptance: null,
        })
      const steps: (() => Promise<unknown>)[] = [save, () => eraseDue()]
      if (times % 2 === 1) steps.reverse()
      await Promise.all(steps.map((step) => step()))
      assert.isNotNull((await Partner.findOrFail(partner.id)).erasedAt)
      assert.lengthOf(await db.from('contents').where('partner_id', partner.id), 0)
    }
  })

  test('[R5.1] a partner writes about what was submitted once, not about a draft that was thrown away', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const write = async (submittedAt: typeof partner.createdAt | null) => {
      const made = await createContent(partner, { status: 'withdrawn', version: { submittedAt } })
      const words = { body: 'Halo', key: randomBytes(16).toString('hex') }
      const sent = await sendPartnerMessage(partner, made.content.publicId, words)
      return sent.ok ? 'sent' : sent.error.type
    }
    assert.equal(await write(clock.now()), 'sent')
    assert.equal(await write(null), 'not_submitted')
  })
})
