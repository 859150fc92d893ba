import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { createBuyer, createPurchase } from '#tests/support/listings'
import type { Visitor } from '#tests/support/visitor'

/** A content with a comment of one buyer. */
async function commented() {
  const partner = await createPartner()
  const made = await createContent(partner, { name: 'Kas Warung' })
  const path = `/products/${made.content.publicId}`
  const author = await createBuyer(made, 'production', 'Hendra Kurnia')
  const visitor = await signIn(author)
  await rate(visitor, path, 2, 'Beli pulsa murah di situs saya!')
  const rating = await db.from('ratings').where('customer_id', author.id).firstOrFail()
  return { partner, made, path, author, visitor, id: rating.public_id as string }
}

async function rate(visitor: Visitor, path: string, stars: number, comment: string) {
  await visitor.get(`${path}/rating`)
  return visitor.submit('main form', { stars, comment })
}

const toldTo = async (kind: string, reader: { id: number }) =>
  (
    await db
      .from('notices')
      .where({ reader_kind: kind, reader_id: reader.id })
      .whereLike('kind', 'storefront.%')
      .orderBy('id')
  ).map(({ kind: what, data }) => JSON.parse(data).occasion ?? what)

const typesOf = async (content: { publicId: string }) =>
  (
    await db
      .from('audit_events')
      .where('about_content', content.publicId)
      .whereLike('type', 'rating.%')
      .orderBy('id')
  ).map(({ type }) => type)

test.group('Comments', () => {
  test('[R4.4] the partner is told of a comment and answers it, the buyer is told; new words lose the answer', async ({
    assert,
  }) => {
    const { partner, made, path, author, visitor, id } = await commented()
    assert.deepEqual(await toldTo('partner', partner), ['storefront.comment'])
    const own = await signIn(partner)
    const page = await own.get(`/contents/${made.content.publicId}/ratings`)
    assert.include(page.$('.panel').text(), 'Hendra K.')
    assert.equal((await own.submit('.panel form', { answer: ' ' })).status, 422)
    await own.submit('.panel form', { answer: 'Kami <b>periksa</b>.' })
    assert.include((await visitor.get(path)).$('.review-answer').text(), 'Kami <b>periksa</b>.')
    assert.deepEqual(await toldTo('customer', author), ['answered'])

    await rate(visitor, path, 3, 'Beli pulsa murah di situs saya!')
    assert.lengthOf(visitor.page.$('.review-answer').toArray(), 1)
    await rate(visitor, path, 3, 'Sudah lumayan.')
    assert.lengthOf(visitor.page.$('.review-answer').toArray(), 0)
    const former = await db
      .from('rating_changes')
      .whereIn('rating_id', db.from('ratings').where('public_id', id).select('id'))
      .orderBy('id')
    assert.deepEqual(
      former.map(({ stars, comment }) => [stars, comment]),
      [
        [2, 'Beli pulsa murah di situs saya!'],
        [3, 'Beli pulsa murah di situs saya!'],
      ]
    )

    const stranger = await signIn(await createPartner())
    const foreign = `/contents/${made.content.publicId}/ratings`
    assert.equal((await stranger.get(foreign)).status, 404)
    await stranger.get('/contents')
    const { $ } = stranger.page
    const token = { _csrf: $('input[name=_csrf]').attr('value'), answer: 'Bukan punya saya' }
    assert.equal((await stranger.post(`${foreign}/${id}/answer`, token)).status, 404)
  })

  test('[R4.4] money that was given back makes nobody a buyer', async ({ assert }) => {
    const made = await createContent(await createPartner())
    const customer = await createCustomer('production')
    const order = await createPurchase(customer, made)
    await order.merge({ status: 'refunded' }).save()
    const visitor = await signIn(customer)
    const { $ } = await visitor.get(`/products/${made.content.publicId}/rating`)
    assert.lengthOf($('input[name=stars]').toArray(), 0)
    const token = { _csrf: $('input[name=_csrf]').attr('value'), stars: 1 }
    const forced = await visitor.post(`/products/${made.content.publicId}/rating`, token)
    assert.equal(forced.status, 403)
  })

  test('[R4.4] what is reported is hidden with a reason, leaves the mean, and comes back', async ({
    assert,
  }) => {
    const { made, path, author, visitor, id } = await commented()
    const reader = await createCustomer('production')
    const other = await signIn(reader)
    const report = async () => {
      await other.get(`/ratings/${id}/report`)
      return other.submit('main form', { reason: 'spam', note: 'Iklan' })
    }
    assert.include((await report()).text, 'Laporan Anda kami terima')
    await report()
    assert.lengthOf(await db.from('rating_reports').where('customer_id', reader.id), 1)
    await visitor.get(`/ratings/${id}/report`)
    const own = await visitor.submit('main form', { reason: 'spam' })
    assert.include(own.text, 'Ini komentar Anda sendiri')

    const desk = await signIn(await createStaff('qa'))
    const form = `#${id} form`
    const decide = (decision: string, reason: string) =>
      desk.submit(form, { reason }, { name: 'decision', value: decision })
    await desk.get('/moderation')
    assert.include(desk.page.$(`#${id}`).text(), 'Iklan')
    assert.equal((await decide('hide', ' ')).status, 422)
    await decide('hide', 'Iklan bukan penilaian.')
    assert.notInclude((await other.get(path)).text, 'pulsa murah')
    const figures = () =>
      db
        .from('listings')
        .where({ content_id: made.content.id, environment: 'production' })
        .select('rating_count', 'rating_tenths')
        .firstOrFail()
    assert.deepEqual({ ...(await figures()) }, { rating_count: 0, rating_tenths: null })
    assert.equal((await other.get(`/ratings/${id}/report`)).status, 404)
    assert.include((await visitor.get(`${path}/rating`)).text, 'Iklan bukan penilaian.')

    await desk.get('/moderation?shelf=hidden')
    await decide('restore', 'Ternyata bukan iklan.')
    assert.include((await other.get(path)).text, 'pulsa murah')
    assert.deepEqual({ ...(await figures()) }, { rating_count: 1, rating_tenths: 20 })
    assert.deepEqual(await toldTo('customer', author), ['hidden', 'restored'])
    assert.deepEqual(await toldTo('customer', reader), ['upheld'])
    assert.deepEqual(await typesOf(made.content), [
      'rating.reported',
      'rating.hidden',
      'rating.restored',
    ])

    await desk.get('/')
    const token = { _csrf: desk.page.$('input[name=_csrf]').attr('value') }
    const again = { ...token, decision: 'keep', reason: 'Tidak ada laporan.' }
    assert.equal((await desk.post(`/moderation/${id}`, again)).status, 409)
    assert.equal((await desk.post('/moderation/x', again)).status, 404)
  })

  test('[R4.4] an account that closes takes along what it wrote, now and before', async ({
    assert,
  }) => {
    const { author, visitor, path } = await commented()
    await rate(visitor, path, 3, 'Sudah lumayan.')
    const { eraseComments } = await import('#storefront/actions/erase_comments')
    const { transaction } = await import('#shared/database/main')
    await transaction((trx) => eraseComments(trx, author))
    const words = await db
      .from('rating_changes')
      .whereIn('rating_id', db.from('ratings').where('customer_id', author.id).select('id'))
    assert.deepEqual(
      words.map(({ comment }) => comment),
      [null]
    )
    assert.isNull((await db.from('ratings').where('customer_id', author.id).firstOrFail()).comment)
  })
})
