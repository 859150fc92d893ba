import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import sharp from 'sharp'
import ApprovalRound from '#approvals/models/approval_round'
import ContentVersion from '#catalogue/models/content_version'
import { clock, travelBack, travelTo } from '#shared/clock'
import { registeredSchedules } from '#shared/outbox/handlers'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { passedChecklist } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'
import { readCaptcha } from '#tests/support/captcha'

const run = (name: string) =>
  registeredSchedules()
    .find((schedule) => schedule.name === name)!
    .run()
const png = (colour: string, width = 900) =>
  sharp({ create: { width, height: 500, channels: 3, background: colour } })
    .png()
    .toBuffer()

test.group('Work at a desk', (group) => {
  group.each.teardown(() => travelBack())

  test('[R5.3] screenshots: through the picture pipeline, seen by the staff of the lane alone, nothing typed is lost', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const desk = await signIn(await createStaff('qa'))
    await desk.get(here)
    const shot = { filename: 'layar.png', content: await png('#204080'), type: 'image/png' }
    const typed = { note_quality: 'Dicoba di ponsel murah', finding_quality: 'passed' }
    const fields = { evidence_point: 'quality', evidence_caption: 'Layar awal', screenshot: shot }
    await desk.submit(
      'form.detail-form',
      { ...typed, ...fields },
      { formaction: `${here}/evidence` }
    )
    assert.equal(desk.page.status, 200)
    assert.include(desk.page.$('textarea[name=note_quality]').text(), 'Dicoba di ponsel murah')
    assert.include(desk.page.$('.shots').text(), 'Layar awal')
    const src = desk.page.$('.shots img').attr('src')!
    const picture = await desk.get(src)
    assert.equal(picture.headers['content-type'], 'image/webp')
    assert.include(String(picture.headers['cache-control']), 'private')
    assert.equal((await sharp(picture.body).metadata()).width, 900)

    for (const stranger of ['legal', 'finance'] as const) {
      const other = await signIn(await createStaff(stranger))
      assert.include([403, 404], (await other.get(src)).status, stranger)
    }
    const [row] = await db.from('approval_evidence').where('round_id', round.id)
    assert.equal((await desk.get(`/media/${row.storage_key}`)).status, 404)
    const elsewhere = await roundOf(
      (await createContent(await createPartner(), { status: 'in_review' })).version,
      'qa_content'
    )
    assert.equal(
      (await desk.get(`/queue/${elsewhere.publicId}/evidence/${row.public_id}`)).status,
      404
    )

    await desk.get(here)
    const bad = {
      filename: 'x.png',
      content: Buffer.from('<svg onload=alert(1)>'),
      type: 'image/png',
    }
    await desk.submit(
      'form.detail-form',
      { evidence_point: 'quality', screenshot: bad },
      { formaction: `${here}/evidence` }
    )
    assert.equal(desk.page.status, 422)
    assert.lengthOf(await db.from('approval_evidence').where('round_id', round.id), 1)
    await desk.get(here)
    await desk.submit(
      'form.detail-form',
      {},
      { formaction: `${here}/evidence/removal`, name: 'evidence', value: row.public_id }
    )
    assert.lengthOf(await db.from('approval_evidence').where('round_id', round.id), 0)
    const audited = await db
      .from('audit_events')
      .where('subject_id', round.publicId)
      .whereIn('type', ['approval.evidence_added', 'approval.evidence_removed'])
    assert.lengthOf(audited, 2)
  })

  test('[R5.3] calls to customer care: who, when, number, outcome; none of a time to come, none by who has not the round', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const staff = await createStaff('qa')
    const desk = await signIn(staff)
    await desk.get(here)
    const call = {
      call_outcome: 'no_answer',
      call_note: 'Tiga kali berdering',
      call_at: '2026-01-05T10:30',
    }
    await desk.submit('form.detail-form', call, { formaction: `${here}/calls` })
    const log = desk.page.$('#calls').text()
    assert.include(log, staff.name)
    assert.include(log, '5 Januari 2026, 10.30 WIB')
    assert.include(log, 'Tidak dijawab')
    assert.include(log, 'Tiga kali berdering')
    await desk.submit(
      'form.detail-form',
      { ...call, call_at: '2099-01-05T10:30' },
      { formaction: `${here}/calls` }
    )
    assert.equal(desk.page.status, 422)
    const other = await signIn(await createStaff('qa'))
    await other.get(here)
    await desk.get(here)
    await desk.submit('form[action$="/claim"]')
    await other.submit('form.detail-form', call, { formaction: `${here}/calls` })
    assert.equal(other.page.status, 409)
    assert.include(other.page.text, `${staff.name} sudah mengambilnya`)
    assert.lengthOf(await db.from('approval_calls').where('round_id', round.id), 1)
  })

  test('[R5.2] a correction asked for at a field stands at that field of the form; sent again, staff see what changed', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { version, content } = await createContent(partner, { status: 'in_review' })
    const round = await roundOf(version, 'legal')
    const desk = await signIn(await createStaff('legal'))
    await desk.get(`/queue/${round.publicId}`)
    await desk.submit(
      'form.detail-form',
      {
        'reason': 'pks_data_wrong',
        'instruction': 'Perbaiki dua isian yang ditandai.',
        'ask_name': 'Samakan dengan merek terdaftar.',
        'ask_care_phone': 'Nomor ini tidak terdaftar.',
        'ask_company:director_name': 'Sesuaikan dengan akta.',
        'ask_password': 'bukan isian',
      },
      { name: 'decision', value: 'needs_correction' }
    )
    const asked = (await ContentVersion.findOrFail(version.id)).asked!
    assert.sameMembers(Object.keys(asked), ['name', 'care_phone', 'company:director_name'])
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.text, 'Samakan dengan merek terdaftar.')
    assert.equal(
      visitor.page.$('a[href$="/account/edit#f-director_name"]').first().text(),
      'Nama Direktur'
    )
    await visitor.get(`/contents/${content.publicId}/edit`)
    const field = visitor.page.$('#f-name').closest('.field')
    assert.include(field.find('.field-asked').text(), 'Samakan dengan merek terdaftar.')
    // Who hears the page hears it with the field.
    for (const shown of visitor.page.$('.field-asked').toArray()) {
      const id = visitor.page.$(shown).attr('id')!
      assert.lengthOf(visitor.page.$(`[aria-describedby~="${id}"]`).toArray(), 1, id)
    }
    assert.equal(visitor.page.$('.field-asked').length, 2)

    await visitor.submit(
      'main form[enctype]',
      { name: 'Gamelan Saku Nusantara' },
      { name: 'intent', value: 'continue' }
    )
    await visitor.submit('main form.form-section', readCaptcha(visitor.page))
    const again = await roundOf(version, 'legal')
    assert.equal(again.number, 2)
    assert.isNull((await ContentVersion.findOrFail(version.id)).asked)
    await desk.get(`/queue/${again.publicId}`)
    const list = desk.page.$('#asked').text()
    assert.include(list, `dari ${version.name} menjadi Gamelan Saku Nusantara`)
    assert.include(list, 'Tidak berubah: 02745550132')
  })

  test('[R5.5] a claim that is let lie ends by itself, or is taken over, on record; work prolongs it', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'legal')
    const here = `/queue/${round.publicId}`
    const [first, second] = [await createStaff('legal'), await createStaff('legal')]
    const start = clock.now()
    let one = await signIn(first)
    await one.get(here)
    await one.submit('form[action$="/claim"]')
    travelTo(start.plus({ hours: 20 }))
    one = await signIn(first)
    await one.get(here)
    await one.submit('form.detail-form', {}, { formaction: `${here}/checklist` })
    travelTo(start.plus({ hours: 30 }))
    await run('approvals.expire_claims')
    assert.equal((await ApprovalRound.findOrFail(round.id)).claimedBy, first.id)
    let two = await signIn(second)
    await two.get(here)
    assert.include(two.page.text, `diambil ${first.name}`)

    travelTo(start.plus({ hours: 45 }))
    two = await signIn(second)
    await two.get(here)
    await two.submit('form[action$="/claim"]')
    assert.equal((await ApprovalRound.findOrFail(round.id)).claimedBy, second.id)
    one = await signIn(first)
    await one.get(here)
    assert.include(one.page.text, `diambil ${second.name}`)
    travelTo(start.plus({ hours: 70 }))
    await run('approvals.expire_claims')
    await run('approvals.expire_claims')
    assert.isNull((await ApprovalRound.findOrFail(round.id)).claimedBy)
    const audited = await db
      .from('audit_events')
      .where('subject_id', round.publicId)
      .whereIn('type', ['approval.taken_over', 'approval.claim_expired'])
      .orderBy('id')
    assert.deepEqual(
      audited.map(({ type, data }) => [type, JSON.parse(data).former_owner]),
      [
        ['approval.taken_over', first.publicId],
        ['approval.claim_expired', second.publicId],
      ]
    )
  })

  test('[R5.5] several at once: taken, handed over, given back, each for itself; there is no deciding of several', async ({
    assert,
  }) => {
    const rounds: ApprovalRound[] = []
    for (let index = 0; index < 3; index++) {
      const { version } = await createContent(await createPartner(), { status: 'in_review' })
      rounds.push(await roundOf(version, 'qa_content'))
    }
    const ids = rounds.map(({ publicId }) => publicId)
    const [me, colleague] = [await createStaff('qa'), await createStaff('qa')]
    const legal = await createStaff('legal')
    const [desk, other] = [await signIn(me), await signIn(colleague)]
    await other.get(`/queue/${ids[2]}`)
    await other.submit('form[action$="/claim"]')

    await desk.get('/queue')
    const csrf = desk.page.$('.queue-form input[name=_csrf]').attr('value')!
    const batch = (step: string, more: Record<string, string> = {}) =>
      desk.post('/queue/batch', {
        _csrf: csrf,
        step,
        ...Object.fromEntries(ids.map((id, index) => [`rounds[${index}]`, id])),
        ...more,
      })
    await batch('claim')
    assert.equal(desk.page.status, 409)
    assert.include(desk.page.text, '2 pemeriksaan Anda ambil.')
    assert.include(desk.page.text, `${colleague.name} sudah mengambilnya`)
    const owners = async () =>
      Promise.all(ids.map(async (_, index) => (await rounds[index]!.refresh()).claimedBy))
    assert.deepEqual(await owners(), [me.id, me.id, colleague.id])
    await batch('assign', { colleague: legal.publicId })
    assert.equal(desk.page.status, 422)
    await batch('assign', { colleague: colleague.publicId })
    assert.deepEqual(await owners(), [colleague.id, colleague.id, colleague.id])
    const assigned = await db
      .from('audit_events')
      .where('type', 'approval.assigned')
      .whereIn('subject_id', ids)
    assert.lengthOf(assigned, 2)
    await batch('release')
    assert.equal(desk.page.status, 409)
    assert.deepEqual(await owners(), [colleague.id, colleague.id, colleague.id])
    await batch('approve')
    assert.equal(desk.page.status, 422)
    await desk.post('/queue/batch', { _csrf: csrf, step: 'claim' })
    assert.equal(desk.page.status, 422)
    const stranger = await signIn(legal)
    await stranger.get('/queue')
    const token = stranger.page.$('input[name=_csrf]').first().attr('value')!
    await stranger.post('/queue/batch', { '_csrf': token, 'step': 'claim', 'rounds[0]': ids[0]! })
    assert.equal(stranger.page.status, 409)
    assert.deepEqual(await owners(), [colleague.id, colleague.id, colleague.id])
    assert.isTrue(rounds.every(({ status }) => status === 'open'))
  })

  test('[R5.3] decided evidence stays as it was', async ({ assert }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const desk = await signIn(await createStaff('qa'))
    await desk.get(here)
    const shot = { filename: 'a.png', content: await png('#208040'), type: 'image/png' }
    await desk.submit(
      'form.detail-form',
      { evidence_point: 'sara', screenshot: shot },
      { formaction: `${here}/evidence` }
    )
    const [row] = await db.from('approval_evidence').where('round_id', round.id)
    await desk.get(here)
    const csrf = desk.page.$('input[name=_csrf]').first().attr('value')!
    await desk.submit('form.detail-form', passedChecklist(desk.page), {
      name: 'decision',
      value: 'approved',
    })
    assert.equal((await round.refresh()).status, 'approved')
    assert.equal(desk.page.$('.shots img').length, 1)
    const refused = await desk.post(`${here}/evidence/removal`, {
      _csrf: csrf,
      evidence: row.public_id,
    })
    assert.equal(refused.status, 409)
    assert.lengthOf(await db.from('approval_evidence').where('round_id', round.id), 1)
  })
})
