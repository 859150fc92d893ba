import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { linkEvents } from '#audit/link_events'
import { SUBJECTS } from '#audit/subjects'
import { verifyChain } from '#audit/verify_chain'
import ContentVersion from '#catalogue/models/content_version'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent, roundOf } from '#tests/support/contents'
import type { Visitor } from '#tests/support/visitor'

const titles = (visitor: Visitor) =>
  visitor.page
    .$('main tbody tr .is-title')
    .toArray()
    .map((cell) => visitor.page.$(cell).text().trim())

test.group('Audit trail: what an event belongs to', (group) => {
  let administrator: Visitor
  group.setup(async () => {
    administrator = await signIn(await createStaff('administrator'))
  })

  const made = async (name: string) => {
    const content = await createContent(await createPartner(), { status: 'in_review', name })
    const round = await roundOf(content.version, 'qa_content')
    const desk = await signIn(await createStaff('qa'))
    await desk.get(`/queue/${round.publicId}`)
    await desk.submit(`form[action$="/claim"]`)
    return { ...content, round }
  }

  test('[R8.4] an event of a round carries its content and partner, under the hash, and is found by either name', async ({
    assert,
  }) => {
    const { content, partner, round } = await made('Kidung Jati 100%')
    const other = await made('Kidung Jati Lain')
    const event = await db
      .from('audit_events')
      .where({ subject_kind: 'approval_round', subject_id: round.publicId })
      .firstOrFail()
    assert.deepInclude(event, {
      type: 'approval.claimed',
      about_content: content.publicId,
      about_partner: partner.publicId,
    })
    await linkEvents()
    assert.isTrue((await verifyChain()).ok)

    await administrator.get(`/audit?about=${encodeURIComponent('jati 100%')}`)
    assert.deepEqual(titles(administrator), ['Pemeriksaan diambil'])
    assert.include(administrator.page.$('main').text(), partner.companyName)
    await administrator.get(`/audit?id=${round.publicId}`)
    assert.include(administrator.page.$('main tbody').text(), partner.companyName)
    await administrator.get(
      `/audit?about=${encodeURIComponent(partner.companyName)}&type=approval.claimed`
    )
    assert.lengthOf(titles(administrator), 1)
    const csrf = administrator.page.$('input[name=_csrf]').attr('value')!
    const values = { _csrf: csrf, format: 'jsonl', about: content.publicId }
    const { text } = await administrator.post('/audit/exports', values)
    assert.deepEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).subject_id),
      [round.publicId]
    )
    const [exported] = await db
      .from('audit_events')
      .where('type', 'audit.exported')
      .orderBy('id', 'desc')
    assert.deepEqual(JSON.parse(exported.data), { format: 'jsonl', about: content.publicId })

    // Two fit: the reader chooses, and nothing of either is shown as the other's.
    await administrator.get('/audit?about=kidung')
    assert.lengthOf(titles(administrator), 0)
    await administrator.click(`main a[href*="about=${other.content.publicId}"]`)
    assert.deepEqual(titles(administrator), ['Pemeriksaan diambil'])
    assert.notInclude(administrator.page.$('main tbody').text(), round.publicId)
    const unclear = await administrator.post('/audit/exports', { ...values, about: 'kidung' })
    assert.equal(unclear.status, 400)
    const unknown = await administrator.get('/audit?about=tidak+ada+namanya')
    assert.include(unknown.$('main').text(), 'Tidak ada konten atau perusahaan')
  })

  test('[R8.4] events of before they carried it are found by the rounds of the content', async ({
    assert,
  }) => {
    const { content, version, partner } = await createContent(await createPartner(), {
      status: 'in_review',
      name: 'Arsip Lama Sekali',
    })
    const round = await roundOf(version, 'legal')
    const old = (subject_kind: string, subject_id: string) => ({
      type: 'approval.decided',
      actor_kind: 'system',
      subject_kind,
      subject_id,
      data: JSON.stringify({ outcome: 'answered' }),
      at: clock.now().toMillis(),
    })
    await db
      .table('audit_events')
      .multiInsert([old('approval_round', round.publicId), old('partner', partner.publicId)])
    await ContentVersion.create({
      contentId: content.id,
      number: 2,
      revision: 0,
      status: 'draft',
      name: 'Arsip Bernama Baru',
      partnerShare: version.partnerShare,
      savedAt: clock.now(),
    })
    await administrator.get('/audit?about=arsip+lama+sekali')
    assert.include(administrator.page.$('main').text(), 'Arsip Bernama Baru')
    assert.lengthOf(titles(administrator), 1)
    assert.include(administrator.page.$('main tbody').text(), 'Hasil: Dijawab')
    await administrator.get(`/audit?about=${partner.publicId}&type=approval.decided`)
    assert.lengthOf(titles(administrator), 2)
    await linkEvents()
    assert.isTrue((await verifyChain()).ok)
  })

  test('[R8.4] what every kind of subject belongs to can be asked of the database', async ({
    assert,
  }) => {
    const { audit } = await import('#audit/record')
    const { transaction } = await import('#shared/database/main')
    const kinds = Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[]
    const id = publicId()
    await transaction(async (trx) => {
      for (const kind of kinds)
        await audit(trx, {
          type: 'demo.begun',
          actor: { kind: 'system' },
          subject: { kind, id },
        })
    })
    const rows = await db.from('audit_events').where('subject_id', id)
    assert.sameMembers(
      rows.map((row) => row.subject_kind),
      kinds
    )
  })

  test('[R8.4] days that are the wrong way round are told', async ({ assert }) => {
    await administrator.get('/audit?from=2026-02-02&to=2026-02-01')
    assert.include(administrator.page.$('main').text(), 'Tukar kedua tanggal')
    await administrator.get('/audit?from=2026-02-01&to=2026-02-02')
    assert.notInclude(administrator.page.$('main').text(), 'Tukar kedua tanggal')
  })
})
