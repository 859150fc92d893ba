import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { tellBatchOfTerms } from '#catalogue/actions/tell_of_terms'
import TermsVersion from '#catalogue/models/terms_version'
import { clock } from '#shared/clock'
import type Partner from '#partners/models/partner'
import { createPartner, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { mailsTo } from '#tests/support/registrations'

const KIND = 'catalogue.tell_of_terms'

test.group('New terms', (group) => {
  group.each.setup(() => async () => {
    await db.from('outbox').where('kind', KIND).delete()
  })

  test('[R3.4] partners with contents are told in mail and application what the new terms mean for them', async ({
    assert,
  }) => {
    const { number } = await TermsVersion.current()
    const writing = await createPartner()
    const { content } = await createContent(writing, { status: 'draft' })
    const selling = await createPartner({ language: 'en' })
    await createContent(selling)
    const [withdrawn, without, gone] = [
      await createPartner(),
      await createPartner(),
      await createPartner({ erasedAt: clock.now() }),
    ]
    const ended = await createContent(withdrawn)
    await ended.content.merge({ withdrawnAt: clock.now() }).save()
    await createContent(gone)
    const told = { number, after: writing.id - 1 }
    await tellBatchOfTerms(told)
    await tellBatchOfTerms(told)

    const [mail, ...again] = await mailsTo(writing.email)
    assert.lengthOf(again, 0)
    assert.equal(mail!.subject, `Term of Service baru: versi ${number}`)
    assert.include(mail!.text, 'sebelum mengajukan konten yang sedang Anda isi')
    assert.include(mail!.text, `/contents/${content.publicId}/edit#terms`)
    const [other] = await mailsTo(selling.email)
    assert.include(other!.text, 'nothing for you to do now')
    assert.include(other!.text, '/en/contents/new#terms')
    for (const { email } of [withdrawn, without, gone]) assert.lengthOf(await mailsTo(email), 0)

    const noticesOf = async (partner: Partner) =>
      (await signIn(partner)).get('/notices').then(({ $ }) => $('.notices').text())
    assert.include(await noticesOf(writing), `Term of Service versi ${number} sudah berlaku`)
    assert.notInclude(await noticesOf(without), 'Term of Service')
  })

  test('[R3.4] … a part of them at a time, and none of terms that newer ones have replaced', async ({
    assert,
  }) => {
    const { number } = await TermsVersion.current()
    const partners = [await createPartner(), await createPartner(), await createPartner()]
    for (const partner of partners) await createContent(partner)
    const after = partners[0]!.id - 1
    await tellBatchOfTerms({ number: number - 1, after })
    assert.lengthOf(await waiting(), 0)
    await tellBatchOfTerms({ number, after }, 2)
    const [next, ...more] = await waiting()
    assert.lengthOf(more, 0)
    assert.deepEqual(JSON.parse(next.payload), { number, after: partners[1]!.id })
    assert.isAbove(Number(next.run_at), clock.now().toMillis())
    assert.lengthOf(await mailsTo(partners[1]!.email), 1)
    assert.lengthOf(await mailsTo(partners[2]!.email), 0)
    await tellBatchOfTerms(JSON.parse(next.payload), 2)
    assert.lengthOf(await mailsTo(partners[2]!.email), 1)
    assert.lengthOf(await waiting(), 1)
  })

  const waiting = () => db.from('outbox').where('kind', KIND).select('payload', 'run_at')
})
