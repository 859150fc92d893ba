import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { check, issue, sweepCaptchas } from '#captcha/main'
import { openPuzzle } from '#captcha/seal'
import { travelBack, travelBy } from '#shared/clock'
import { answerQuestion } from '#tests/support/captcha'
import { Visitor } from '#tests/support/visitor'

function textOf(id: string): string {
  const puzzle = openPuzzle(id)!.puzzle
  return puzzle.form === 'image' ? puzzle.text : ''
}

test.group('Captcha', (group) => {
  group.each.teardown(() => travelBack())

  test('[R4.2] the picture is served as SVG without text, and nothing is kept of it', async ({
    assert,
  }) => {
    const challenge = await issue('image', 'id')
    const page = await new Visitor('partner').get(challenge.image!)
    assert.equal(page.status, 200)
    assert.equal(page.headers['content-type'], 'image/svg+xml')
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.match(page.text, /^<svg [^>]*width="176"/)
    assert.notInclude(page.text, textOf(challenge.id))
    assert.notInclude(challenge.id, textOf(challenge.id))
  })

  test('a right answer passes once', async ({ assert }) => {
    const { id } = await issue('image', 'id')
    const text = textOf(id)
    assert.isTrue(await check(id, ` ${text.toLowerCase().slice(0, 2)} ${text.slice(2)}`))
    assert.isFalse(await check(id, text))
  })

  test('a wrong guess burns the challenge', async ({ assert }) => {
    const { id } = await issue('image', 'id')
    assert.isFalse(await check(id, 'XXXXX'))
    assert.isFalse(await check(id, textOf(id)))
  })

  test('the same right answer sent many times at once passes once', async ({ assert }) => {
    const { id } = await issue('image', 'id')
    const text = textOf(id)
    const results = await Promise.all(Array.from({ length: 8 }, () => check(id, text)))
    assert.lengthOf(results.filter(Boolean), 1)
  })

  test('an old challenge is nothing, its trace is swept away', async ({ assert }) => {
    const used = await issue('image', 'id')
    await check(used.id, 'x')
    const nonce = openPuzzle(used.id)!.nonce
    const { id, image } = await issue('image', 'id')
    const text = textOf(id)
    travelBy(31 * 60_000)
    assert.isFalse(await check(id, text))
    assert.equal((await new Visitor('store').get(image!)).status, 404)
    await sweepCaptchas()
    assert.lengthOf(await db.from('captcha_uses').where('nonce', nonce), 0)
  })

  for (const id of ['', 'x', 'a'.repeat(100_000), '../../etc/passwd', '\0']) {
    test(`an id that is not ours is refused: ${JSON.stringify(id.slice(0, 20))}`, async ({
      assert,
    }) => {
      assert.isFalse(await check(id, 'x'))
    })
  }

  test('a forged picture address is 404', async ({ assert }) => {
    const { image } = await issue('image', 'id')
    const page = await new Visitor('partner').get(image!.replace('/captcha/', '/captcha/x'))
    assert.equal(page.status, 404)
  })

  test('[R4.2] the question in words is as good, in both languages, in digits and words', async ({
    assert,
  }) => {
    for (const language of ['id', 'en'] as const) {
      for (let times = 0; times < 20; times++) {
        const { id, question, image } = await issue('question', language)
        assert.isUndefined(image)
        assert.match(question!, language === 'id' ? /^(Berapa|Mana)/ : /^(What|Which)/)
        assert.isTrue(await check(id, answerQuestion(question!)), question)
      }
      const { id } = await issue('question', language)
      assert.isFalse(await check(id, '99'))
    }
  })

  test('pictures are limited for an address', async ({ assert }) => {
    const { image } = await issue('image', 'id')
    const visitor = new Visitor('store')
    const answers = []
    for (let times = 0; times < 121; times++) answers.push((await visitor.get(image!)).status)
    assert.equal(answers[119], 200)
    assert.equal(answers[120], 429)
  })
})
