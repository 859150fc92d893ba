import { test } from '@japa/runner'
import { resumeContent, suspendContent } from '#catalogue/actions/end_sale'
import Agreement from '#pks/models/agreement'
import { receiveReply } from '#pks/actions/receive_reply'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { get } from '#storage/main'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'
import { certificateFor, signedReply } from '#tests/support/pks'

/** Steps of one second: the order of the story is the order of its times. */
function later() {
  travelTo(clock.now().plus({ seconds: 1 }))
}

test.group('The timeline of a content', (group) => {
  group.each.teardown(() => travelBack())

  test('[R5.1] goes on after the approval: PKS, each reply and its outcome, the sale', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, {
      status: 'submitted',
      fab: 'approved',
    })
    for (const [role, lane] of [
      ['legal', 'legal'],
      ['qa', 'qa_content'],
    ] as const) {
      const desk = await signIn(await createStaff(role))
      await decide(desk, (await roundOf(version, lane)).publicId, { decision: 'approved' })
    }
    later()
    await drainOutbox()
    const agreement = await Agreement.findByOrFail('version_id', version.id)
    const mail = {
      from: partner.email,
      subject: `Re: ${agreement.subject}`,
      certificate: await certificateFor(partner.email),
    }
    const pdf = (await get(agreement.documentKey!))!
    for (const attachments of [[], [{ filename: agreement.fileName, content: pdf }]]) {
      later()
      await receiveReply(signedReply({ ...mail, attachments }), 'file')
      later()
      await drainOutbox()
    }
    const by = await createStaff('administrator')
    const of = { contentPublicId: content.publicId, by }
    later()
    await suspendContent({ ...of, reason: 'Portal tidak menjawab' })
    later()
    await resumeContent({ ...of, reason: 'Portal sudah menjawab' })
    later()
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit('form[action$="/sale-end"]')

    const { $ } = visitor.page
    const titles = $('.lane-title')
      .toArray()
      .map((title) => $(title).text())
    assert.deepEqual(titles.slice(0, 8), [
      'Anda: konten ditarik dari penjualan.',
      'Penangguhan berakhir, konten dijual lagi.',
      'Konten ditangguhkan.',
      'Konten tayang di toko.',
      'Balasan PKS ke-2 diterima: sah.',
      'Balasan PKS ke-1 diterima: ditolak.',
      'PKS bersegel dikirim ke email Anda.',
      'Semua jalur menyetujui: disetujui.',
    ])
    assert.include($('.lane-events').text(), 'Portal tidak menjawab')
    await visitor.get(`/en/contents/${content.publicId}`)
    assert.include(visitor.page.text, 'PKS reply 1 received: rejected.')
  })
})
