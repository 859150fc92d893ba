import { test } from '@japa/runner'
import { browsing, enter } from '#tests/support/browsing'
import { answerQuestion } from '#tests/support/captcha_words'

const WITHOUT = { scripts: false }

test('without scripts: a form with errors comes back with every message and all that was typed', async ({
  assert,
}) => {
  const at = await browsing()
  const { window, page } = await enter(at, undefined, WITHOUT)
  await page.goto(at.address('partner', '/register'))
  await page.locator('[name=name]').fill('Sekar Arum')
  await page.locator('[name=ktp]').fill('1234')
  await page.locator('[name=deed_date]').fill('2019-03-04')
  await page.locator('button[name=captcha_action][value=question]').click()
  const question = await page.locator('.captcha-question').innerText()
  await page.locator('[name=captcha]').fill(answerQuestion(question))
  await page.locator('.form-end button').click()
  await page.locator('main .summary').waitFor()
  assert.isAbove(await page.locator('main .summary a').count(), 5)
  assert.equal(await page.locator('[name=name]').inputValue(), 'Sekar Arum')
  assert.equal(await page.locator('[name=ktp]').inputValue(), '1234')
  assert.equal(await page.locator('[name=deed_date]').inputValue(), '2019-03-04')
  // Each line of the summary leads to its field.
  const [line] = await page.locator('main .summary a').all()
  const target = await line!.getAttribute('href')
  assert.equal(await page.locator(`[id="${target!.slice(1)}"]`).count(), 1)
  await window.close()
})

test('without scripts: one buys, and the order’s page moves on by itself', async ({ assert }) => {
  const at = await browsing()
  const { window, page } = await enter(at, 'customer', WITHOUT)
  await page.goto(at.address('store', '/'))
  await page.locator('.shelf').getByRole('link', { name: 'Liga Tarkam', exact: true }).click()
  const method = page.locator('form.purchase [name=method][value^="flexi_prepaid"]').first()
  await page.locator(`label[for="${await method.getAttribute('id')}"]`).click()
  await page.locator('form.purchase button[type=submit]').click()
  await page.getByRole('heading', { name: 'DATA PEMESANAN' }).waitFor()
  await page.waitForURL(`${at.server.partnerSite}/**`)
  assert.match(await page.locator('body').innerText(), /halaman konten Mitra/i)
  await window.close()
})

test('without scripts: Legal claims and decides', async ({ assert }) => {
  const at = await browsing()
  const { window, page } = await enter(at, 'legal', WITHOUT)
  await page.locator('.queue-list a', { hasText: 'Senam Lansia' }).click()
  await page.locator('form[action$="/claim"] button').click()
  await page.locator('[name=reason]').selectOption({ index: 1 })
  await page.locator('[name=instruction]').fill('Perjelas lalu kirim ulang.')
  await page.locator('button[name=decision][value=needs_correction]').click()
  assert.include(await page.locator('main').innerText(), 'Perjelas lalu kirim ulang.')
  await window.close()
})
