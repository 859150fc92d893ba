import { test } from '@japa/runner'
import { browsing, enter } from '#tests/support/browsing'
import { answerQuestion } from '#tests/support/captcha_words'

test('another captcha leaves the passwords and everything else as they were typed', async ({
  assert,
}) => {
  const at = await browsing()
  const { window, page } = await enter(at, undefined)
  await page.goto(at.address('partner', '/en/register'))
  await page.locator('[name=name]').fill('Sekar Arum')
  await page.locator('[name=password]').fill('rahasia12$$')
  const picture = await page.locator('.captcha-image').getAttribute('src')
  await page.locator('button[name=captcha_action][value=again]').click()
  await page.locator(`.captcha-image:not([src="${picture}"])`).waitFor()
  await page.locator('button[name=captcha_action][value=question]').click()
  const question = await page.locator('.captcha-question').innerText()
  await page.locator('[name=captcha]:focus').fill(answerQuestion(question))
  assert.equal(new URL(page.url()).pathname, '/en/register')
  assert.equal(await page.locator('[name=password]').inputValue(), 'rahasia12$$')
  assert.equal(await page.locator('[name=name]').inputValue(), 'Sekar Arum')
  // The new one is the one that counts: all else is missing, the captcha is not.
  await page.locator('.form-end button').click()
  await page.locator('main .summary').waitFor()
  assert.equal(await page.locator('main .summary a[href="#f-captcha"]').count(), 0)
  await window.close()
})
