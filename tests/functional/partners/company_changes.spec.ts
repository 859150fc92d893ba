import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import CompanyChange from '#partners/models/company_change'
import Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'
import { mailsTo } from '#tests/support/registrations'

async function correct(partner: Partner, values: Record<string, string>) {
  const visitor = await signIn(partner)
  await visitor.get('/account/edit')
  return visitor.submit('main form', values)
}

const validated = () => createPartner({ legalValidatedAt: clock.now().minus({ days: 30 }) })
const changesOf = ({ id }: Partner) =>
  CompanyChange.query().where('partner_id', id).orderBy('section')
const isValidated = async ({ id }: Partner) =>
  (await Partner.findOrFail(id)).legalValidatedAt !== null

test.group('A change of what Legal had validated', () => {
  test('[R2.4] Legal sees before and after of each group, and the company is validated again with the last', async ({
    assert,
  }) => {
    const partner = await validated()
    await correct(partner, {
      company_name: 'PT Nada Lain',
      address: 'Jl. Kaliurang KM 9, Sleman 55581',
      director_name: 'Sri Handayani',
    })
    assert.isFalse(await isValidated(partner))
    assert.deepEqual(
      (await changesOf(partner)).map(({ section, status }) => [section, status]),
      [
        ['company', 'open'],
        ['legality', 'open'],
      ]
    )
    const legal = await signIn(await createStaff('legal'))
    const list = await legal.get('/companies?show=waiting')
    assert.include(list.text, 'PT Nada Lain')
    const here = `/companies/${partner.publicId}`
    const page = await legal.get(here)
    const [company, legality] = page
      .$('main .comparison')
      .map((_, table) => page.$(table).text())
      .get()
    assert.include(company, partner.companyName)
    assert.include(company, 'PT Nada Lain')
    assert.include(company, partner.address)
    assert.include(legality, 'Laksmi Anindita')
    assert.include(legality, 'Sri Handayani')
    assert.notInclude(page.text, partner.directorKtp)

    await legal.submit('form[action$="/validation"]')
    assert.isFalse(await isValidated(partner))
    assert.include(
      (await signIn(partner).then((own) => own.get('/account'))).text,
      'diperiksa lagi'
    )
    await legal.get(here)
    await legal.submit('form[action$="/validation"]')
    assert.isTrue(await isValidated(partner))
    assert.equal((await legal.get(here)).$('main .comparison').length, 0)
    const subjects = (await mailsTo(partner.email)).map(({ subject }) => subject)
    assert.deepEqual(subjects, [
      'Perusahaan: perubahan sudah divalidasi',
      'Legalitas: perubahan sudah divalidasi',
    ])
    const events = await db
      .from('audit_events')
      .where({ type: 'partner.data_validated', subject_id: partner.publicId })
    assert.lengthOf(events, 2)
    for (const change of await changesOf(partner)) assert.isNull(change.before)
  })

  test('[R2.4] Legal asks for a correction; corrected, it is looked at again', async ({
    assert,
  }) => {
    const partner = await validated()
    await correct(partner, { deed_number: '99' })
    const legal = await signIn(await createStaff('legal'))
    await legal.get(`/companies/${partner.publicId}`)
    const without = await legal.submit('form[action$="/return"]', { reason: 'x' })
    assert.equal(without.status, 422)
    await legal.submit('form[action$="/return"]', { reason: 'Nomor akta tidak sama dengan SK.' })
    const [returned] = await changesOf(partner)
    assert.equal(returned!.status, 'returned')
    assert.include((await mailsTo(partner.email)).at(-1)!.text, 'Nomor akta tidak sama dengan SK.')
    const own = await signIn(partner)
    assert.include((await own.get('/account')).text, 'Nomor akta tidak sama dengan SK.')
    await correct(partner, { deed_number: '13' })
    const [again] = await changesOf(partner)
    assert.equal(again!.status, 'open')
    assert.isNull(again!.reason)
    assert.equal(again!.values.deed_number, '12')
  })

  test('[R2.4] approving a content validates what waits of the company, in the trail and by mail', async ({
    assert,
  }) => {
    const partner = await validated()
    const { version } = await createContent(partner, { status: 'in_review' })
    await correct(partner, { company_name: 'PT Nada Lain', deed_number: '99' })
    const legal = await signIn(await createStaff('legal'))
    const round = await roundOf(version, 'legal')
    const page = await legal.get(`/en/queue/${round.publicId}`)
    for (const group of ['Company', 'Legal data'])
      assert.include(page.text, `${group}: changed after`)
    assert.include(page.text, 'Approving this content validates it as well.')
    await decide(legal, round.publicId, { decision: 'approved' })
    assert.isTrue(await isValidated(partner))
    assert.deepEqual(
      (await changesOf(partner)).map(({ status, before }) => [status, before]),
      [
        ['validated', null],
        ['validated', null],
      ]
    )
    const events = await db
      .from('audit_events')
      .where({ type: 'partner.data_validated', subject_id: partner.publicId })
      .orderBy('id')
    assert.sameMembers(
      events.map(({ data }) => JSON.parse(data).section),
      ['company', 'legality']
    )
    const subjects = (await mailsTo(partner.email)).map(({ subject }) => subject)
    for (const group of ['Perusahaan', 'Legalitas'])
      assert.include(subjects, `${group}: perubahan sudah divalidasi`)
  })

  test('[R2.4] what Legal sent back is not validated by approving a content; the desk says so', async ({
    assert,
  }) => {
    const partner = await validated()
    const { version } = await createContent(partner, { status: 'in_review' })
    await correct(partner, { company_name: 'PT Nada Lain', deed_number: '99' })
    const [, legality] = await changesOf(partner)
    const legal = await signIn(await createStaff('legal'))
    await legal.get(`/companies/${partner.publicId}`)
    const reason = 'Nomor akta tidak sama dengan SK.'
    await legal.submit(`form[action$="${legality!.publicId}/return"]`, { reason })
    const { publicId } = await roundOf(version, 'legal')
    const desk = await legal.get(`/queue/${publicId}`)
    for (const words of [
      'Perusahaan: berubah setelah divalidasi',
      'Legalitas: dikembalikan kepada mitra, belum diperbaiki',
      `Alasan: ${reason}`,
    ])
      assert.include(desk.text, words)
    assert.isAbove(desk.$(`.notice a[href="/companies/${partner.publicId}"]`).length, 1)
    const english = await legal.get(`/en/queue/${publicId}`)
    assert.include(english.text, `Reason: ${reason}`)
    assert.include(english.text, 'Approving this content does not validate it.')
    const qa = await signIn(await createStaff('qa'))
    assert.notInclude(
      (await qa.get(`/queue/${(await roundOf(version, 'qa_content')).publicId}`)).text,
      reason
    )

    await decide(legal, publicId, { decision: 'approved' })
    assert.equal((await roundOf(version, 'legal')).status, 'approved')
    assert.isFalse(await isValidated(partner))
    const [open, returned] = await changesOf(partner)
    assert.equal(open!.status, 'validated')
    assert.deepEqual([returned!.status, returned!.reason], ['returned', reason])
    assert.equal(returned!.values.deed_number, '12')
    const events = await db
      .from('audit_events')
      .where({ type: 'partner.data_validated', subject_id: partner.publicId })
    assert.deepEqual(
      events.map(({ data }) => JSON.parse(data)),
      [{ section: 'company' }]
    )
    assert.include((await (await signIn(partner)).get('/account')).text, reason)
  })

  test('[R2.4] changed back to what was validated, the validation of before counts again', async ({
    assert,
  }) => {
    const partner = await validated()
    await correct(partner, { deed_number: '99' })
    assert.isFalse(await isValidated(partner))
    await correct(partner, { deed_number: '12' })
    const { legalValidatedAt } = await Partner.findOrFail(partner.id)
    assert.equal(legalValidatedAt?.toMillis(), partner.legalValidatedAt!.toMillis())
    assert.deepEqual(
      (await changesOf(partner)).map(({ status }) => status),
      ['reverted']
    )
  })

  test('[R2.4] a page that shows an older change decides nothing', async ({ assert }) => {
    const partner = await validated()
    await correct(partner, { deed_number: '99' })
    const legal = await signIn(await createStaff('legal'))
    await legal.get(`/companies/${partner.publicId}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await correct(partner, { deed_number: '98' })
    const page = await legal.submit('form[action$="/validation"]')
    assert.equal(page.status, 409)
    assert.include(page.text, 'berubah lagi')
    assert.isFalse(await isValidated(partner))
  })

  test('[R2.4] never validated, there is nothing to compare; what Legal does not validate stays out', async ({
    assert,
  }) => {
    const fresh = await createPartner()
    await correct(fresh, { company_name: 'PT Baru Sekali' })
    assert.lengthOf(await changesOf(fresh), 0)
    const partner = await validated()
    await correct(partner, { mobile: '0813 9999 0000', website: 'https://lain.example' })
    assert.lengthOf(await changesOf(partner), 0)
    assert.isTrue(await isValidated(partner))
  })

  test('[R2.4] administrators look, and neither they nor others decide', async ({ assert }) => {
    const partner = await validated()
    await correct(partner, { deed_number: '99' })
    const [change] = await changesOf(partner)
    const administrator = await signIn(await createStaff('administrator'))
    const page = await administrator.get(`/companies/${partner.publicId}`)
    assert.equal(page.$('form[action$="/validation"]').length, 0)
    const token = page.$('input[name=_csrf]').first().attr('value')!
    for (const step of ['validation', 'return']) {
      const path = `/companies/${partner.publicId}/changes/${change!.publicId}/${step}`
      assert.equal((await administrator.post(path, { _csrf: token })).status, 403)
    }
    // Of another company's address, the change is none.
    const legal = await signIn(await createStaff('legal'))
    const other = await createPartner()
    const own = await legal.get(`/companies/${other.publicId}`)
    const stray = `/companies/${other.publicId}/changes/${change!.publicId}/validation`
    const csrf = own.$('input[name=_csrf]').first().attr('value')!
    const seen = String(change!.changedAt.toMillis())
    assert.equal((await legal.post(stray, { _csrf: csrf, seen })).status, 404)
    await change!.refresh()
    assert.equal(change!.status, 'open')
  })

  test('[R2.5] Legal uncovers one number with a reason, once; the log stands and the partner sees it', async ({
    assert,
  }) => {
    const partner = await validated()
    const staff = await createStaff('legal', { name: 'Sari Legal' })
    const legal = await signIn(staff)
    const here = `/companies/${partner.publicId}`
    const masked = await legal.get(here)
    for (const number of [partner.ktp, partner.npwp, partner.companyNpwp, partner.bankAccount])
      assert.notInclude(masked.text, number)
    const shown = await legal.submit('form[action$="/reveal"]', {
      field: 'company_npwp',
      reason: 'authority_asked',
    })
    assert.include(shown.text, partner.companyNpwp)
    for (const number of [partner.ktp, partner.npwp, partner.bankAccount])
      assert.notInclude(shown.text, number)
    assert.notInclude(shown.url, partner.companyNpwp)
    assert.notInclude((await legal.get(here)).text, partner.companyNpwp)
    const [event] = await db
      .from('audit_events')
      .where({ type: 'partner.personal_data_read', subject_id: partner.publicId })
    assert.deepEqual(JSON.parse(event.data), { field: 'companyNpwp', reason: 'authority_asked' })
    const reads = (await (await signIn(partner)).get('/account')).$('#reads tbody').text()
    for (const word of ['Sari Legal', 'NPWP Perusahaan', 'Permintaan pihak berwenang'])
      assert.include(reads, word)
    for (const wrong of [
      { field: 'password', reason: 'legal_review' },
      { field: 'ktp', reason: 'curiosity' },
    ]) {
      await legal.get(here)
      const refused = await legal.submit('form[action$="/reveal"]', wrong)
      assert.equal(refused.status, 422)
      assert.notInclude(refused.text, partner.ktp)
    }
    const administrator = await signIn(await createStaff('administrator'))
    const page = await administrator.get(here)
    const token = page.$('input[name=_csrf]').first().attr('value')!
    const refused = await administrator.post(`${here}/reveal`, { _csrf: token, field: 'ktp' })
    assert.equal(refused.status, 403)
  })
})
