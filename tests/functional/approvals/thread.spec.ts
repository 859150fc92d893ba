import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { claimRound } from '#approvals/actions/claim_round'
import { MAIL_AFTER } from '#approvals/actions/send_message'
import { disableStaff } from '#identity/actions/manage_staff'
import { clock, travelBack, travelTo } from '#shared/clock'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide, mailsTo } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'

const SECRET = 'Rahasia meja: tanyakan dulu ke atasan'

async function atTable() {
  const partner = await createPartner()
  const made = await createContent(partner, { status: 'in_review' })
  const staff = await createStaff('legal')
  const [desk, visitor] = [await signIn(staff), await signIn(partner)]
  const round = await roundOf(made.version, 'legal')
  const here = `/queue/${round.publicId}`
  const status = `/contents/${made.content.publicId}`
  return { ...made, staff, desk, visitor, round, here, status }
}

test.group('The thread of a content', (group) => {
  group.setup(async () => {
    await db.from('staff').update({ disabled: 1 })
  })
  group.each.teardown(() => travelBack())

  const write = async (table: Awaited<ReturnType<typeof atTable>>, message: string) => {
    await table.desk.get(table.here)
    await table.desk.submit(
      'form.detail-form',
      { message },
      { formaction: `${table.here}/messages` }
    )
  }
  const later = () => travelTo(clock.now().plus(MAIL_AFTER).plus({ minutes: 1 }))

  test('[R3.6] *Status Konten* marks what has a message or a decision that was not seen, until its page was', async ({
    assert,
  }) => {
    const table = await atTable()
    const { desk, visitor, status, version, round, partner } = table
    const quiet = await createContent(partner, { status: 'in_review' })
    const marked = async () => {
      const { $ } = await visitor.get('/contents')
      const rows = $('tbody tr:has(.queue-unread)').toArray()
      return rows.map((row) => $(row).find('b').text())
    }
    assert.deepEqual(await marked(), [])
    await write(table, 'Mohon kirim salinan akta perubahan.')
    assert.deepEqual(await marked(), [version.name])
    await visitor.get(`/contents/${quiet.content.publicId}`)
    assert.deepEqual(await marked(), [version.name])
    await visitor.get(status)
    assert.deepEqual(await marked(), [])
    await decide(desk, round.publicId, { decision: 'approved' })
    assert.deepEqual(await marked(), [version.name])
    await visitor.get(status)
    assert.deepEqual(await marked(), [])
    assert.lengthOf(visitor.page.$('.bell .count').toArray(), 0)
  })

  test('[R5.1] both sides write, see who wrote and what is new; each is mailed once for several messages', async ({
    assert,
  }) => {
    const table = await atTable()
    const { desk, visitor, partner, staff, here, status, version } = table
    await write(table, 'Mohon kirim salinan akta perubahan.')
    await write(table, 'Halaman 2 saja sudah cukup.')
    assert.include(desk.page.text, 'Mohon kirim salinan akta perubahan.')
    assert.lengthOf(await mailsTo(partner.email), 0)
    later()
    const [mail, ...others] = await mailsTo(partner.email)
    assert.lengthOf(others, 0)
    assert.equal(mail!.subject, `Pesan baru tentang ${version.name}`)
    assert.include(mail!.raw, 'Mohon kirim salinan akta perubahan.')
    assert.include(mail!.raw, 'Halaman 2 saja sudah cukup.')

    await visitor.get(status)
    assert.include(visitor.page.$('#thread').text(), '2 belum dibaca')
    assert.include(visitor.page.$('#thread').text(), staff.name)
    await visitor.get(status)
    assert.notInclude(visitor.page.$('#thread').text(), 'belum dibaca')
    await visitor.submit('#thread form', { message: 'Sudah kami unggah, halaman 2.' })
    assert.include(visitor.page.$('#thread').text(), 'Sudah kami unggah, halaman 2.')

    await desk.get('/queue')
    assert.equal(desk.page.$('[data-queue-item] .queue-unread').length, 1)
    later()
    assert.lengthOf(await mailsTo(staff.email), 1)
    await desk.get(here)
    assert.include(desk.page.$('#thread').text(), '1 belum dibaca')
    assert.include(desk.page.$('#thread').text(), partner.companyName)
    await desk.get('/queue')
    assert.equal(desk.page.$('[data-queue-item] .queue-unread').length, 0)
  })

  test('[R5.1] who has read it before the mail leaves gets none, and a message sent twice is one', async ({
    assert,
  }) => {
    const table = await atTable()
    await write(table, 'Apakah demo sudah dapat dibuka?')
    await table.visitor.get(table.status)
    const key = table.visitor.page.$('#thread input[name=form_key]').attr('value')!
    const csrf = table.visitor.page.$('#thread input[name=_csrf]').attr('value')!
    later()
    assert.lengthOf(await mailsTo(table.partner.email), 0)
    for (let time = 0; time < 2; time++)
      await table.visitor.post(`${table.status}/messages`, {
        _csrf: csrf,
        form_key: key,
        message: 'Sudah.',
      })
    assert.lengthOf(
      await db
        .from('content_messages')
        .where({ content_id: table.content.id, author_kind: 'partner' }),
      1
    )
  })

  test('[R5.5] staff notes never reach the partner: no page, no mail, no message of theirs', async ({
    assert,
  }) => {
    const table = await atTable()
    const { desk, visitor, here, status, partner, round, version } = table
    await desk.get(here)
    await desk.submit('form.detail-form', { note: SECRET }, { formaction: `${here}/notes` })
    assert.include(desk.page.$('#notes').text(), SECRET)
    await write(table, 'Terima kasih.')
    await decide(desk, round.publicId, {
      decision: 'needs_correction',
      reason: 'other',
      instruction: 'Perbaiki nomor SK pendirian.',
    })
    later()
    const mails = await mailsTo(partner.email)
    assert.isAbove(mails.length, 1)
    assert.isTrue(mails.every(({ raw }) => !raw.includes('Rahasia')))
    for (const page of ['/', '/contents', status, `${status}/edit`, `${status}/review`, '/account'])
      assert.notInclude((await visitor.get(page)).text, SECRET, page)
    await visitor.get(`/en${status}`)
    assert.notInclude(visitor.page.text, SECRET)
    // Colleagues of the other desk read it, as it is of the content.
    const qa = await signIn(await createStaff('qa'))
    await qa.get(`/queue/${(await roundOf(version, 'qa_content')).publicId}`)
    assert.include(qa.page.text, SECRET)
  })

  test('[R5.5] nobody writes in a thread that is not theirs; nothing that says nothing is kept', async ({
    assert,
  }) => {
    const table = await atTable()
    const stranger = await signIn(await createPartner())
    await stranger.get('/account')
    const csrf = stranger.page.$('input[name=_csrf]').first().attr('value')!
    const refused = await stranger.post(`${table.status}/messages`, {
      _csrf: csrf,
      message: 'Halo',
      form_key: 'a'.repeat(32),
    })
    assert.equal(refused.status, 404)
    const boss = await signIn(await createStaff('administrator'))
    await boss.get(table.here)
    assert.equal(boss.page.$('textarea[name=message]').length, 0)
    const token = boss.page.$('input[name=_csrf]').first().attr('value')!
    for (const path of ['messages', 'notes', 'calls', 'evidence'])
      assert.equal((await boss.post(`${table.here}/${path}`, { _csrf: token })).status, 403)
    await table.visitor.get(table.status)
    await table.visitor.submit('#thread form', { message: '  ' })
    assert.equal(table.visitor.page.status, 422)
    assert.lengthOf(await db.from('content_messages').where('content_id', table.content.id), 0)
  })

  test('[R5.1] a mail that never went does not mute the thread: the next message tells of both', async ({
    assert,
  }) => {
    const table = await atTable()
    await write(table, 'Pesan yang suratnya tidak berangkat.')
    await db.from('outbox').where('kind', 'approvals.thread_mail').update({ status: 'dead' })
    later()
    assert.lengthOf(await mailsTo(table.partner.email), 0)
    await write({ ...table, desk: await signIn(table.staff) }, 'Pesan sesudahnya.')
    later()
    const mails = await mailsTo(table.partner.email)
    assert.lengthOf(mails, 1)
    assert.include(mails[0]!.raw, 'Pesan yang suratnya tidak berangkat.')
    assert.include(mails[0]!.raw, 'Pesan sesudahnya.')
  })

  test('[R5.1] a partner’s message goes to the desk, not to somebody who has left it', async ({
    assert,
  }) => {
    const table = await atTable()
    const [boss, colleague] = [await createStaff('administrator'), await createStaff('legal')]
    await claimRound(table.staff, table.round.publicId)
    await disableStaff(boss, table.staff.publicId)
    await table.visitor.get(table.status)
    await table.visitor.submit('#thread form', { message: 'Sudah kami unggah.' })
    later()
    assert.lengthOf(await mailsTo(colleague.email), 1)
    assert.lengthOf(
      (await mailsTo(table.staff.email)).filter(({ raw }) => raw.includes('Sudah kami unggah')),
      0
    )
  })
})
