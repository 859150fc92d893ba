import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { browsing, enter } from '#tests/support/browsing'
import { judgePage } from '#tests/support/screens'

const FILE = Buffer.from('%PDF-1.7\nBukan PKS dari kami\n%%EOF\n')
const FINGERPRINT = createHash('sha256').update(FILE).digest('hex')
const PKS = { name: 'pks.pdf', mimeType: 'application/pdf', buffer: FILE }

/** What is sent from a page from now on. */
function watch(page: Page): string[] {
  const sent: string[] = []
  page.on('request', (request) => void (request.method() === 'POST' && sent.push(request.url())))
  return sent
}

/** Something held over the page, as the browser tells it: a file, or words. */
function held(page: Page, what: 'file' | 'words' = 'file') {
  const text = JSON.stringify(FILE.toString())
  return page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    if (${what === 'file'}) data.items.add(new File([${text}], 'pks.pdf', { type: 'application/pdf' }))
    else data.setData('text/plain', ${text})
    return data
  })()`)
}

test('[R8.2] a file that is dropped is checked here: nothing of it is sent', async ({ assert }) => {
  const at = await browsing()
  const { window, page } = await enter(at, undefined)
  await page.goto(at.address('store', '/verifikasi'))
  assert.include(await page.locator('.dropzone .field-help').innerText(), 'tidak dikirim')
  const sent = watch(page)
  const zone = page.locator('.dropzone')
  await zone.dispatchEvent('dragenter', { dataTransfer: await held(page, 'words') })
  assert.notInclude(await zone.getAttribute('class'), 'is-over')
  const dataTransfer = await held(page)
  await zone.dispatchEvent('dragenter', { dataTransfer })
  assert.include(await zone.getAttribute('class'), 'is-over')
  assert.deepEqual(await judgePage(page), [])
  await zone.dispatchEvent('dragleave', { dataTransfer })
  assert.notInclude(await zone.getAttribute('class'), 'is-over')
  await zone.dispatchEvent('drop', { dataTransfer })
  await page.waitForURL(`**/verifikasi?sidik=${FINGERPRINT}`)
  assert.include(await page.locator('h1').innerText(), 'bukan terbitan kami, atau sudah diubah')
  assert.deepEqual(sent, [])
  assert.deepEqual(await judgePage(page), [])
  await window.close()
})

test('[R8.2] by keyboard, in English, with nothing chosen, and the closer look', async ({
  assert,
}) => {
  const at = await browsing()
  const { window, page } = await enter(at, undefined)
  await page.goto(at.address('store', '/en/verifikasi'))
  const sent = watch(page)
  const input = page.locator('.dropzone input[type=file]')
  await input.focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.dropzone-state', { hasText: 'Choose the PDF file' }).waitFor()
  assert.equal(await page.locator('.dropzone input[type=file]:focus').count(), 1)
  await input.setInputFiles(PKS)
  await input.focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/en/verifikasi?sidik=${FINGERPRINT}`)
  assert.deepEqual(sent, [])

  await page.locator('.verdict input[type=file]').setInputFiles(PKS)
  await page.locator('.verdict form button').click()
  await page.locator('h1', { hasText: 'not a PKS that we issued' }).waitFor()
  await page.locator('.verdict', { hasText: 'does not carry our seal' }).waitFor()
  assert.lengthOf(sent, 1)
  await window.close()
})

test('[R8.2] without scripts the file is sent, and the page says so', async ({ assert }) => {
  const at = await browsing()
  const { window, page } = await enter(at, undefined, { scripts: false })
  await page.goto(at.address('store', '/verifikasi'))
  assert.include(await page.locator('.dropzone .field-help').innerText(), 'di server kami')
  assert.isFalse(await page.locator('.dropzone-hint').isVisible())
  await page.locator('.dropzone input[type=file]').setInputFiles(PKS)
  await page.locator('.dropzone button').click()
  assert.include(await page.locator('h1').innerText(), 'bukan PKS yang kami terbitkan')
  await window.close()
})
