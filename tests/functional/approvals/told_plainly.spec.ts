import { test } from '@japa/runner'
import { suspendContent, withdrawContent } from '#catalogue/actions/end_sale'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { formatDateTime } from '#core/views/format'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide, passedChecklist } from '#tests/support/approvals'
import { readCaptcha } from '#tests/support/captcha'
import { createContent, roundOf } from '#tests/support/contents'

const NO = { reason: 'other', instruction: 'Perbaiki nomor SK pendirian, lalu kirim ulang.' }

async function onDesk(lane: 'legal' | 'qa_content') {
  const partner = await createPartner()
  const { content, version } = await createContent(partner, { status: 'submitted' })
  const desk = await signIn(await createStaff(lane === 'legal' ? 'legal' : 'qa'))
  const round = await roundOf(version, lane)
  return { partner, content, version, desk, round }
}

test.group('What the desk says of a form', () => {
  for (const { prefix, reason, instruction } of [
    { prefix: '', reason: 'Pilih alasan', instruction: 'sedikitnya 10 karakter' },
    { prefix: '/en', reason: 'Choose a reason', instruction: 'at least 10 characters' },
  ]) {
    test(`[R5.2] a no without its words says so beside both fields (${prefix || 'id'})`, async ({
      assert,
    }) => {
      const { desk, round } = await onDesk('legal')
      await desk.get(`${prefix}/queue/${round.publicId}`)
      await desk.submit(
        'form.detail-form',
        { instruction: 'Singkat', note_director: 'Sudah dilihat' },
        { name: 'decision', value: 'needs_correction' }
      )
      const { $, status } = desk.page
      assert.equal(status, 422)
      assert.include($('.summary a[href="#f-reason"]').text(), reason)
      assert.include($('.summary a[href="#f-instruction"]').text(), instruction)
      assert.equal($('#f-reason').attr('aria-invalid'), 'true')
      assert.equal($('#f-instruction').attr('aria-invalid'), 'true')
      assert.include($('#f-reason-error').text(), reason)
      assert.include($('#f-instruction-error').text(), instruction)
      assert.equal($('#f-instruction').text(), 'Singkat')
      assert.equal($('#f-note_director').text(), 'Sudah dilihat')
    })
  }

  test('[R5.2] a reason alone leaves only the instruction to be written', async ({ assert }) => {
    const { desk, round } = await onDesk('legal')
    await decide(desk, round.publicId, { decision: 'refused', reason: 'other' })
    const { $ } = desk.page
    assert.lengthOf($('.summary a'), 1)
    assert.isUndefined($('#f-reason').attr('aria-invalid'))
    assert.equal($('#f-reason option[selected]').attr('value'), 'other')
    assert.isDefined($('details.confirm').attr('open'), 'the step that was begun stays open')
  })

  test('[R5.2] cancelling the request is one step behind the button', async ({ assert }) => {
    const { desk, round } = await onDesk('legal')
    await desk.get(`/queue/${round.publicId}`)
    const refuse = 'button[name=decision][value=refused]'
    assert.lengthOf(desk.page.$(refuse), 1)
    assert.lengthOf(desk.page.$(`details.confirm:not([open]) ${refuse}`), 1)
    assert.include(desk.page.$('details.confirm').text(), 'tidak dapat dibatalkan')
    await decide(desk, round.publicId, { decision: 'refused', ...NO })
    assert.equal(
      (await roundOf({ id: round.versionId } as ContentVersion, 'legal')).status,
      'refused'
    )
  })

  test('[R5.3] passed without evidence is refused beside the item, and counts as nothing', async ({
    assert,
  }) => {
    const { desk, round, version } = await onDesk('legal')
    await desk.get(`/queue/${round.publicId}`)
    const passed = passedChecklist(desk.page)
    const total = desk.page.$('select[name^=finding_]').length
    const save = { formaction: `/queue/${round.publicId}/checklist` }
    const bare = Object.fromEntries(
      Object.entries(passed).map(([name, value]) => [name, name.startsWith('note_') ? ' ' : value])
    )
    await desk.submit('form.detail-form', bare, save)
    assert.equal(desk.page.status, 422)
    assert.lengthOf(desk.page.$('.summary a[href^="#f-note_"]'), total)
    assert.equal(desk.page.$('#f-note_director').attr('aria-invalid'), 'true')
    assert.notInclude(desk.page.$('.summary').text(), 'captcha')
    assert.equal(desk.page.$('#f-finding_director option[selected]').attr('value'), 'passed')
    assert.include(desk.page.text, `0 dari ${total} diperiksa`)
    assert.lengthOf(desk.page.$('.checklist-item.is-ok'), 0)
    assert.lengthOf(desk.page.$('.check-text'), 0, 'help is no evidence')
    assert.isDefined(desk.page.$('#approve').attr('disabled'))
    assert.deepEqual((await roundOf(version, 'legal')).checklist, {})

    await desk.submit('form.detail-form', { ...passed, note_director: '' }, save)
    assert.equal(desk.page.status, 422)
    assert.equal(desk.page.$('#f-note_pks_draft').text(), 'Diperiksa dan sesuai')
    assert.lengthOf(desk.page.$('.summary a'), 1)

    await desk.submit(
      'form.detail-form',
      { ...passed, finding_director: 'failed', note_director: '' },
      save
    )
    assert.equal(desk.page.status, 200)
    assert.include(desk.page.$('.checklist-item.is-bad').text(), 'Belum ada bukti')
    assert.lengthOf(desk.page.$('.checklist-item.is-ok'), total - 1)
    await desk.submit('form.detail-form', passed, save)
    assert.isUndefined(desk.page.$('#approve').attr('disabled'))
  })

  test('[R5.3] what was kept without evidence does not stand as passed', async ({ assert }) => {
    const { desk, round } = await onDesk('qa_content')
    await desk.get(`/queue/${round.publicId}`)
    await desk.submit('form.detail-form', passedChecklist(desk.page), {
      formaction: `/queue/${round.publicId}/checklist`,
    })
    const kept = await roundOf({ id: round.versionId } as ContentVersion, 'qa_content')
    kept.checklist = { ...kept.checklist, sara: { finding: 'passed', note: '' } }
    await kept.save()
    await desk.get(`/queue/${round.publicId}`)
    assert.include(desk.page.text, '5 dari 6 diperiksa')
    assert.isDefined(desk.page.$('#approve').attr('disabled'))
  })
})

test.group('What the desk says of a resubmission', () => {
  test('[R5.2] one that changed nothing is called so, without an empty table', async ({
    assert,
  }) => {
    const { partner, content, desk, round, version } = await onDesk('legal')
    await decide(desk, round.publicId, { decision: 'needs_correction', ...NO })
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}/review`)
    await visitor.submit('main form.form-section', readCaptcha(visitor.page))
    const again = await roundOf(version, 'legal')
    assert.equal(again.number, 2)
    await desk.get(`/queue/${again.publicId}`)
    assert.include(desk.page.text, 'Tidak ada yang berubah.')
    assert.notInclude(desk.page.text, 'nilai berubah')
    assert.lengthOf(desk.page.$('.comparison'), 1, 'only the one with all values')
    await desk.get(`/en/queue/${again.publicId}`)
    assert.include(desk.page.text, 'Nothing has changed.')
  })
})

test.group('What a status page says of a content', () => {
  test('[R7.1] a sale that was ended tells since when, and what becomes of customers', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'published' })
    await transaction(async (trx) => withdrawContent(trx, content, partner))
    const at = clock.now().minus({ days: 3 })
    await (await Content.findOrFail(content.id)).merge({ withdrawnAt: at }).save()
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    const ball = visitor.page.$('.ball').text()
    assert.include(ball, `Penjualan ${version.name} sudah berakhir`)
    assert.include(ball, formatDateTime(at, 'id'))
    assert.include(ball, 'sampai habis masanya')
    assert.notInclude(ball, 'Pengajuan ini Anda tarik')
    await visitor.get(`/en/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), `The sale of ${version.name} has ended`)
  })

  test('[R5.1] a submission that was taken back is still told as that', async ({ assert }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { status: 'submitted' })
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/withdrawal"]')
    assert.include(visitor.page.$('.ball').text(), 'Pengajuan ini Anda tarik')
  })

  test('[R5.1] on sale and suspended each tell their own time', async ({ assert }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'published' })
    const [published, suspended] = [{ days: 9 }, { days: 2 }].map((ago) => clock.now().minus(ago))
    await (await ContentVersion.findOrFail(version.id)).merge({ publishedAt: published! }).save()
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), formatDateTime(published!, 'id'))

    const by = await createStaff('administrator')
    await suspendContent({ contentPublicId: content.publicId, by, reason: 'Portal tidak menjawab' })
    await (await Content.findOrFail(content.id)).merge({ suspendedAt: suspended! }).save()
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), formatDateTime(suspended!, 'id'))
  })

  test('[R4.8] [R5.1] right after submit the test purchase is the partner’s, and how to make it', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { status: 'submitted' })
    const visitor = await signIn(partner)
    for (const [prefix, mine] of [
      ['', 'Bola di Anda (pembelian uji) serta Legal dan QA'],
      ['/en', 'The ball is with you (test purchase) and with Legal and QA'],
    ] as const) {
      await visitor.get(`${prefix}/contents/${content.publicId}`)
      const ball = visitor.page.$('.ball')
      assert.include(ball.text(), mine)
      assert.include(ball.text(), partner.email)
      assert.notInclude(ball.text(), 'tidak perlu melakukan apa pun')
      assert.notInclude(ball.text(), 'needs nothing from you')
      const links = ball
        .find('a')
        .toArray()
        .map((link) => visitor.page.$(link).attr('href')!)
      for (const path of ['/register', '/login', `/products/${content.publicId}`])
        assert.isTrue(
          links.some((href) => href.includes('devstores.') && href.endsWith(path)),
          path
        )
    }
    await visitor.get('/')
    assert.include(visitor.page.text, 'Bola di Anda')
  })

  test('[R5.1] once FAB has passed, nothing is asked of the partner', async ({ assert }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { status: 'submitted', fab: 'approved' })
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), 'tidak perlu melakukan apa pun')
    assert.lengthOf(visitor.page.$('.ball a'), 0)
  })
})
