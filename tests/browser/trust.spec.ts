import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { browsing, enter } from '#tests/support/browsing'
import { makeIdentity } from '#tests/support/pki/certificates'
import { judgePage } from '#tests/support/screens'
import { fresh, newRoot, pemOf } from '#tests/support/trust'

/** Gives a file to the page's only file field. */
async function choose(page: Page, name: string, content: string) {
  const file = { name, mimeType: 'application/x-pem-file', buffer: Buffer.from(content) }
  await page.locator('input[type=file]').setInputFiles(file)
}

test('[R6.4] [R8.6] an administrator proposes authorities, Legal confirms; each page passes as it is met', async ({
  assert,
}) => {
  const at = await browsing()
  const name = 'Otoritas Dengan Nama Yang Panjang Sekali Untuk Layar Ponsel Mana Pun Root CA G3'
  const bundle = [
    await newRoot({ name: `CN=${name}, O=Uji, C=ID` }),
    await newRoot(),
    await fresh({ name: 'CN=Orang', emails: ['orang@contoh.example'] }),
  ]
  const administrator = await enter(at, 'administrator')
  const legal = await enter(at, 'legal')
  const judged = async (page: Page) => assert.deepEqual(await judged360(page), [])
  const { page } = administrator

  await page.goto(at.address('staff', '/trust/imports/new'))
  await page.locator('main form[enctype] button.button-main').click()
  await page.locator('main .summary').waitFor()
  await judged(page)
  await choose(page, 'otoritas.pem', bundle.map(({ der }) => pemOf(der)).join(''))
  await page.locator('[name=source]').fill('Situs resmi otoritas')
  await page.locator('main form[enctype] button.button-main').click()
  await page.locator('form[action$="/proposal"]').waitFor()
  await judged(page)
  await page.locator('details.confirm > summary').click()
  await judged(page)
  await page.locator('[name=reason]').fill('Dipakai tiga mitra, sidik dibandingkan.')
  await page.locator('form[action$="/proposal"] button.button-main').click()
  await page.getByText('Anda yang mengajukan').waitFor()
  await judged(page)
  await page.goto(at.address('staff', '/trust'))
  await judged(page)

  await legal.page.goto(at.address('staff', '/en/trust'))
  await legal.page.locator('main a[href*="/trust/imports/"]').first().click()
  await judged(legal.page)
  for (const box of await legal.page.locator('main input[type=checkbox]').all()) await box.check()
  await legal.page.locator('form[action$="/confirmation"] button.button-main').click()
  await legal.page.getByText('A decided import').first().waitFor()
  await legal.page.goto(at.address('staff', '/en/trust'))
  await legal.page.locator('main .table a', { hasText: name }).click()
  await judged(legal.page)

  await page.goto(legal.page.url().replace('/en/', '/'))
  await page.locator('[name=reason]').fill('Kunci otoritas ini bocor.')
  await page.locator('form[action$="/withdrawal"] button').click()
  await page.getByText('Menunggu pencabutan').first().waitFor()
  await judged(page)
  await legal.page.reload()
  await judged(legal.page)
  await legal.page.locator('form[action$="/withdrawal/confirmation"] button').first().click()
  await legal.page.getByText('Withdrawn').first().waitFor()
  await administrator.window.close()
  await legal.window.close()
}).timeout(300_000)

test('[R6.3] [R8.6] a partner’s own certificate, compared by Legal, pinned by an administrator', async ({
  assert,
}) => {
  const at = await browsing()
  const partner = await enter(at, 'partner')
  const legal = await enter(at, 'legal')
  const administrator = await enter(at, 'administrator')
  const judged = async (page: Page) => assert.deepEqual(await judged360(page), [])
  const { page } = partner

  await page.goto(at.address('partner', '/certificates'))
  const email = (await page.locator('main').innerText()).match(/harus (\S+@\S+)\./)![1]!
  const identity = await makeIdentity({
    name: 'CN=Bagas Wirawan, O=PT Nada Pusaka Digital, C=ID',
    emails: [email],
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 90 * 86_400_000),
  })
  const key = identity.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  await choose(page, 'saya.pem', pemOf(identity.der) + key)
  await page.locator('main form[enctype] button.button-main').click()
  await page.getByText('memuat kunci privat Anda').first().waitFor()
  await judged(page)
  await choose(page, 'saya.cer', pemOf(identity.der))
  await page.locator('main form[enctype] button.button-main').click()
  await page.getByText('Menunggu Legal').waitFor()
  await judged(page)

  await legal.page.goto(at.address('staff', '/trust/pins'))
  await legal.page.locator('main .table a').first().click()
  await judged(legal.page)
  const print = createHash('sha256').update(identity.der).digest('hex')
  await legal.page.locator('label[for="f-channel-0"]').click()
  await legal.page.locator('[name=heard]').fill(print)
  const note = legal.page.locator('[name=note]')
  await note.fill('Dibacakan direktur lewat nomor di akta.')
  await legal.page.locator('form[action$="/comparison"] button').click()
  await legal.page.getByText('Anda yang membandingkan').waitFor()
  await judged(legal.page)

  await administrator.page.goto(legal.page.url())
  await administrator.page.locator('form[action$="/confirmation"] button').click()
  await administrator.page.getByText('Ditetapkan').first().waitFor()
  await judged(administrator.page)
  await page.reload()
  await judged(page)
  for (const { window } of [partner, legal, administrator]) await window.close()
}).timeout(300_000)

test('[R8.3] [R8.6] a verdict of a reply and what it rests on, in the dark, too', async ({
  assert,
}) => {
  const at = await browsing()
  const { window, page } = await enter(at, 'legal', { dark: true })
  // The demo's reply comes with what is sealed after the start.
  const reply = page.locator('main .table a[href*="/replies/"]')
  do await page.goto(at.address('staff', '/replies'))
  while ((await reply.count()) === 0 && (await sleep(1000, true)))
  await reply.first().click()
  for (const more of await page.locator('main details.cert-more > summary').all()) {
    if (!(await more.locator('..').getAttribute('open'))) await more.click()
  }
  assert.deepEqual(await judged360(page), [])
  const verdicts = page.locator('main a[href*="/verdicts/"]')
  if ((await verdicts.count()) > 0) {
    await verdicts.last().click()
    assert.deepEqual(await judged360(page), [])
  }
  await page.goto(at.address('staff', '/trust'))
  assert.deepEqual(await judged360(page), [])
  await window.close()
}).timeout(300_000)

/** At a desk and on a phone: what is wrong with the page as it stands. */
async function judged360(page: Page): Promise<string[]> {
  const [desk, phone] = [await judgePage(page, 1280), await judgePage(page, 360)]
  await page.setViewportSize({ width: 1280, height: 900 })
  return [...desk, ...phone]
}
