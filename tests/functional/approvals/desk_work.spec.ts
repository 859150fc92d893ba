import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import sharp from 'sharp'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addScreenshot, removeScreenshot } from '#approvals/actions/add_evidence'
import { claimRound } from '#approvals/actions/claim_round'
import { storeImage } from '#catalogue/actions/store_image'
import { drainOutbox } from '#shared/outbox/worker'
import { FileStorage } from '#storage/file_storage'
import { bindStorage } from '#storage/main'
import ApprovalRound from '#approvals/models/approval_round'
import ContentVersion from '#catalogue/models/content_version'
import { clock, travelBack, travelTo } from '#shared/clock'
import { registeredSchedules } from '#shared/outbox/handlers'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { mailsTo, passedChecklist } from '#tests/support/approvals'
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
    await desk.get(here)
    await desk.submit(
      'form.detail-form',
      { ...call, call_outcome: undefined },
      { formaction: `${here}/calls` }
    )
    assert.equal(desk.page.status, 422)
    await desk.get(here)
    assert.equal(desk.page.$('#f-call_outcome option').first().attr('value'), '')
    await desk.submit('form.detail-form', { call_number: '0800' }, { formaction: `${here}/calls` })
    assert.equal(desk.page.status, 422, 'nobody has said how it ended')
    assert.isDefined(desk.page.$('#f-call_outcome').attr('aria-invalid'))
    assert.lengthOf(await db.from('approval_calls').where('round_id', round.id), 1)
  })

  test('[R5.5] whoever works on a round that nobody has takes it, and is told so; the other finds it taken', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const call = { call_outcome: 'no_answer', call_at: '2026-01-05T10:30' }
    const shot = { filename: 'a.png', content: await png('#103050', 320), type: 'image/png' }
    const steps: [string, Record<string, string | typeof shot>][] = [
      ['calls', call],
      ['checklist', { finding_sara: 'passed', note_sara: 'Tidak ditemukan di tiga layar' }],
      ['evidence', { evidence_point: 'sara', screenshot: shot }],
    ]
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const [me, someone] = [await createStaff('qa'), await createStaff('qa')]
    const [desk, other] = [await signIn(me), await signIn(someone)]
    const takings = () =>
      db.from('audit_events').where({ type: 'approval.claimed', subject_id: round.publicId })
    for (const [index, [step, values]] of steps.entries()) {
      await desk.get(here)
      assert.include(desk.page.text, 'Belum ada yang mengambil pemeriksaan ini')
      await other.get(here)
      await desk.submit('form.detail-form', values, { formaction: `${here}/${step}` })
      assert.include(desk.page.$('.notice.is-ok').text(), 'sekarang Anda tangani', step)
      assert.equal((await round.refresh()).claimedBy, me.id)
      assert.lengthOf(await takings(), index + 1)
      const late = { ...values, note_sara: 'Ditemukan di layar kedua' }
      await other.submit('form.detail-form', late, { formaction: `${here}/${step}` })
      assert.equal(other.page.status, 409, step)
      assert.include(other.page.text, `${me.name} sudah mengambilnya`)
      await desk.submit('form[action$="/release"]')
    }
    assert.lengthOf(await db.from('approval_calls').where('round_id', round.id), 1)
    assert.lengthOf(await db.from('approval_evidence').where('round_id', round.id), 1)
  })

  test('[R5.5] findings of somebody else are never written over unseen: they are shown first', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const save = { formaction: `${here}/checklist` }
    const desk = await signIn(await createStaff('qa'))
    const other = await signIn(await createStaff('qa'))
    await other.get(here)
    await desk.get(here)
    const mine = { finding_sara: 'failed', note_sara: 'Ejekan suku pada layar kedua' }
    await desk.submit('form.detail-form', mine, save)
    await desk.submit('form[action$="/release"]')
    const theirs = { finding_sara: 'passed', note_sara: 'Tidak ditemukan apa pun' }
    await other.submit('form.detail-form', theirs, save)
    assert.equal(other.page.status, 409)
    const told = 'Tersimpan sekarang: Gagal. Ejekan suku pada layar kedua'
    assert.include(other.page.text.replace(/\s+/g, ' '), told)
    assert.equal(other.page.$('#f-note_sara').text(), theirs.note_sara)
    assert.equal((await round.refresh()).checklist.sara!.finding, 'failed')
    await other.get(here)
    assert.include(other.page.text.replace(/\s+/g, ' '), told)
    await other.submit('form.detail-form', {}, save)
    assert.equal(other.page.status, 200)
    assert.equal((await round.refresh()).checklist.sara!.note, theirs.note_sara)
    assert.notInclude(other.page.text, 'Tersimpan sekarang')
  })

  test('[R5.3] a step leads back to the desk: reloaded it does nothing twice, and nothing typed elsewhere is lost', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const me = await createStaff('qa')
    const desk = await signIn(me)
    await desk.get(here)
    const call = { call_outcome: 'answered', call_note: 'Ramah', call_at: '2026-01-05T10:30' }
    const typed = {
      finding_sara: 'failed',
      note_sara: 'Belum selesai dibaca',
      instruction: 'Hapus kalimat kedua.',
      ask_summary: 'Kalimat kedua.',
      note: 'Tanya Wulan besok',
    }
    const key = desk.page.$('input[name=form_key]').attr('value')!
    await desk.submit('form.detail-form', { ...typed, ...call }, { formaction: `${here}/calls` })
    assert.equal(desk.page.url, here)
    const stillThere = () => {
      assert.equal(desk.page.$('#f-finding_sara option[selected]').attr('value'), 'failed')
      assert.equal(desk.page.$('#f-note_sara').text(), typed.note_sara)
      assert.equal(desk.page.$('#f-instruction').text(), typed.instruction)
      assert.equal(desk.page.$('#f-ask_summary').attr('value'), typed.ask_summary)
      assert.equal(desk.page.$('#f-note').text(), typed.note)
    }
    stillThere()
    assert.include(desk.page.text, 'Panggilan dicatat.')
    await desk.get(here)
    stillThere()
    assert.notInclude(desk.page.text, 'Panggilan dicatat.')
    assert.equal(desk.page.$('#f-call_note').attr('value') ?? '', '')
    const calls = () => db.from('approval_calls').where('round_id', round.id)
    await desk.submit(
      'form.detail-form',
      { ...call, form_key: key },
      { formaction: `${here}/calls` }
    )
    assert.lengthOf(await calls(), 1, 'the same form again')
    await desk.submit(
      'form.detail-form',
      { ...call, call_note: 'Panggilan kedua', form_key: key },
      { formaction: `${here}/calls` }
    )
    assert.lengthOf(await calls(), 2, 'another call')

    await desk.submit(
      'form.detail-form',
      { message: 'Mohon jam layanan.' },
      { formaction: `${here}/messages` }
    )
    assert.equal(desk.page.url, here)
    assert.equal(desk.page.$('#f-message').text(), '')
    stillThere()
    await desk.submit('form.detail-form', { note: '' }, { formaction: `${here}/notes` })
    assert.equal(desk.page.status, 422)
    for (const step of ['calls', 'messages', 'notes', 'decision', 'evidence', 'evidence/removal']) {
      await desk.get(`${here}/${step}`)
      assert.equal(desk.page.url, here, step)
    }
    assert.equal((await desk.get('/queue/batch?filter=mine')).url, '/queue?filter=mine')
    assert.equal((await desk.get(`${here}/nothing`)).status, 404)

    const stranger = await signIn(await createStaff('qa'))
    await stranger.get(here)
    assert.equal(stranger.page.$('#f-instruction').text(), '')
    travelTo(clock.now().plus({ hours: 25 }))
    await run('approvals.sweep_desk_drafts')
    assert.lengthOf(await db.from('approval_desk_drafts').where('round_id', round.id), 0)
  })

  test('[R5.3] a screenshot is looked at after its round: none is kept for a round of somebody else, and a removed one goes', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const [me, someone] = [await createStaff('qa'), await createStaff('qa')]
    const bytes = await png('#601020', 340)
    const add = (by: typeof me, point = 'sara') =>
      addScreenshot(by, round.publicId, { point, caption: '', bytes })
    const folder = await mkdtemp(join(tmpdir(), 'evidence-'))
    const files = new FileStorage(folder)
    const unbind = bindStorage(files)
    const kept = async () => {
      const names = await readdir(folder, { recursive: true })
      return names.filter((name) => name.endsWith('.webp')).length
    }
    try {
      await claimRound(someone, round.publicId)
      assert.equal((await add(me)).ok, false)
      assert.equal((await add(someone, 'nothing')).ok, false)
      assert.equal(await kept(), 0)
      const added = await add(someone)
      if (!added.ok) throw new Error(added.error.type)
      assert.equal(await kept(), 1)
      travelTo(clock.now().plus({ hours: 2 }))
      await drainOutbox()
      assert.equal(await kept(), 1, 'evidence keeps its file')
      await removeScreenshot(someone, round.publicId, added.value.publicId)
      await drainOutbox()
      assert.equal(await kept(), 0)
    } finally {
      unbind()
      await rm(folder, { recursive: true })
    }
  })

  test('[R5.3] QA sees the picture in full and what FAB runs against, and may point at either', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { version, content } = await createContent(partner, { status: 'in_review' })
    const image = await storeImage(partner, await png('#20a080', 1200))
    if (!image.ok) throw new Error(image.error.type)
    await version.merge({ imageId: image.value.id }).save()
    const desk = await signIn(await createStaff('qa'))
    await desk.get(`/queue/${(await roundOf(version, 'qa_content')).publicId}`)
    const picture = desk.page.$('.sent-picture img')
    assert.include(picture.attr('src')!, '-400x300.webp')
    assert.include(picture.attr('alt')!, version.name!)
    assert.include(desk.page.$('.sent-picture').text(), '1200 × 500')
    const full = desk.page.$('.sent-picture a').first().attr('href')!
    assert.include(desk.page.text, version.forwardingUrlDevelopment!)
    assert.include(desk.page.text, version.redirectUrlDevelopment!)
    await desk.submit(
      'form.detail-form',
      {
        reason: 'care_unreachable',
        instruction: 'Perbaiki alamat yang ditandai.',
        ask_forwarding_url_development: 'Tidak menjawab dari luar.',
        ask_image: 'Terlalu gelap.',
      },
      { name: 'decision', value: 'needs_correction' }
    )
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}/edit`)
    const field = visitor.page.$('#f-forwarding_url_development').closest('.field')
    assert.include(field.find('.field-asked').text(), 'Tidak menjawab dari luar.')
    assert.equal((await sharp((await desk.get(full)).body).metadata()).width, 800)

    const [mail] = await mailsTo(partner.email)
    const letter = mail!.raw.replaceAll('=\r\n', '')
    assert.lengthOf(letter.split('Tidak menjawab dari luar.'), 3, 'HTML and text')
    assert.lengthOf(letter.split('Terlalu gelap.'), 3)
    assert.isAtLeast(letter.split('Yang diminta pada tiap isian').length, 3)
  })

  test('[R5.2] sent again with nothing of it changed: told which field, and taken only with a reason that the desk reads', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { version, content } = await createContent(partner, { status: 'in_review' })
    const desk = await signIn(await createStaff('legal'))
    await desk.get(`/queue/${(await roundOf(version, 'legal')).publicId}`)
    await desk.submit(
      'form.detail-form',
      {
        'reason': 'pks_data_wrong',
        'instruction': 'Perbaiki dua isian yang ditandai.',
        'ask_name': 'Samakan dengan merek.',
        'ask_company:director_name': 'Sesuaikan dengan akta.',
      },
      { name: 'decision', value: 'needs_correction' }
    )
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}/review`)
    assert.include(visitor.page.text, 'masih sama: Nama Content, Nama Direktur')
    const send = 'main form.form-section'
    await visitor.submit(send, { captcha: readCaptcha(visitor.page).captcha })
    assert.equal(visitor.page.status, 422)
    assert.lengthOf(visitor.page.$('.summary a[href="#f-unchanged_reason"]'), 1)
    assert.equal((await roundOf(version, 'legal')).number, 1)
    const long = 'Nama ini merek terdaftar. '.repeat(20).trim()
    for (const [prefix, words] of [
      ['', 'Alasan tidak diubah paling banyak 500 karakter.'],
      ['/en', 'Reason for leaving it takes at most 500 characters.'],
    ] as const) {
      await visitor.get(`${prefix}/contents/${content.publicId}/review`)
      const { captcha } = readCaptcha(visitor.page)
      await visitor.submit(send, { captcha, unchanged_reason: long })
      assert.equal(visitor.page.status, 422)
      assert.equal(visitor.page.$('#f-unchanged_reason-error').text().trim(), words)
      assert.equal(visitor.page.$('#f-unchanged_reason').text(), long)
    }
    assert.equal((await roundOf(version, 'legal')).number, 1)
    const reason = 'Nama ini merek terdaftar IDM000123456.'
    await visitor.submit(send, { ...readCaptcha(visitor.page), unchanged_reason: reason })
    const again = await roundOf(version, 'legal')
    assert.equal(again.number, 2)
    await desk.get(`/queue/${again.publicId}`)
    assert.include(desk.page.text, reason)
  })

  test('[R5.2] longer than a field of the form has room for: said beside it, and nothing is cut off or lost', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { version } = await createContent(partner, { status: 'in_review' })
    const { publicId } = await roundOf(version, 'legal')
    const long = 'Samakan dengan merek. '.repeat(20).trim()
    const typed = {
      'reason': 'pks_data_wrong',
      'instruction': 'Perbaiki isian yang ditandai.',
      'ask_name': long,
      'ask_company:director_name': 'Sesuaikan dengan akta.',
    }
    const desk = await signIn(await createStaff('legal'))
    const ask = { name: 'decision', value: 'needs_correction' }
    for (const [prefix, words] of [
      ['', 'Nama Content paling banyak 300 karakter.'],
      ['/en', 'takes at most 300 characters.'],
    ] as const) {
      await desk.get(`${prefix}/queue/${publicId}`)
      const page = await desk.submit('form.detail-form', typed, ask)
      assert.equal(page.status, 422)
      assert.include(page.$('#f-ask_name-error').text(), words)
      assert.lengthOf(page.$('.summary a[href="#f-ask_name"]'), 1)
      for (const [name, value] of Object.entries(typed).slice(2))
        assert.equal(page.$(`[name="${name}"]`).attr('value'), value)
      assert.equal(page.$('#f-instruction').text(), typed.instruction)
    }
    assert.equal((await roundOf(version, 'legal')).status, 'open')
    assert.isEmpty(await mailsTo(partner.email))
    const fits = long.slice(0, 300).trim()
    await desk.submit('form.detail-form', { ...typed, ask_name: fits }, ask)
    const { status, asked } = await roundOf(version, 'legal')
    assert.equal(status, 'needs_correction')
    assert.equal(asked!.name, fits)
  })

  test('[R5.2] QA’s words at a field as well; a decision that asks for nothing takes no offence at them', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const { publicId } = await roundOf(version, 'qa_content')
    const desk = await signIn(await createStaff('qa'))
    await desk.get(`/queue/${publicId}`)
    const typed = { ...passedChecklist(desk.page), ask_summary: 'x'.repeat(301) }
    const no = { reason: 'other', instruction: 'Perbaiki ringkasannya.' }
    const long = { note_sara: 'y'.repeat(301) }
    await desk.submit(
      'form.detail-form',
      { ...typed, ...no, ...long },
      { name: 'decision', value: 'refused' }
    )
    assert.equal(desk.page.status, 422)
    for (const field of ['ask_summary', 'note_sara'])
      assert.lengthOf(desk.page.$(`.summary a[href="#f-${field}"]`), 1, field)
    await desk.get(`/queue/${publicId}`)
    await desk.submit('form.detail-form', typed, { name: 'decision', value: 'approved' })
    assert.equal((await roundOf(version, 'qa_content')).status, 'approved')
  })

  test('[R5.3] customer care passes by an answered call of its number, or with a reason why there is none', async ({
    assert,
  }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'qa_content')
    const here = `/queue/${round.publicId}`
    const desk = await signIn(await createStaff('qa'))
    const open = async () => {
      await desk.get(here)
      return { ...passedChecklist(desk.page), without_care_phone: '' }
    }
    const approve = { name: 'decision', value: 'approved' }
    const logged = (values: Record<string, string>) =>
      desk.submit(
        'form.detail-form',
        { call_at: '2026-01-05T10:30', ...values },
        { formaction: `${here}/calls` }
      )
    const refused = async () => {
      await desk.submit('form.detail-form', await open(), approve)
      assert.equal(desk.page.status, 422)
      assert.lengthOf(desk.page.$('.summary a'), 1)
      assert.lengthOf(desk.page.$('.summary a[href="#f-without_care_phone"]'), 1)
      assert.equal((await round.refresh()).status, 'open')
    }
    await refused()
    await desk.submit('form.detail-form', await open(), { formaction: `${here}/checklist` })
    assert.equal(desk.page.status, 200)
    assert.include(desk.page.text, 'Belum ada panggilan yang dijawab ke nomor ini.')
    assert.isDefined(desk.page.$('#approve').attr('disabled'))
    await logged({ call_outcome: 'busy' })
    await logged({ call_outcome: 'answered', call_number: '0800 123 123' })
    await refused()
    await logged({ call_outcome: 'answered' })
    assert.lengthOf(desk.page.$('#f-without_care_phone'), 0)
    await desk.submit('form.detail-form', await open(), approve)
    assert.equal((await round.refresh()).status, 'approved')
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
