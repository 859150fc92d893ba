import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { demoAccount } from '#doorway/demo_accounts'
import { browsing, enter } from '#tests/support/browsing'
import { judgePage } from '#tests/support/screens'

const { email, password } = demoAccount('partner')!

/** Chromium's own authenticator in software: a phone or laptop whose owner always touches the right finger. */
async function withAuthenticator(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    recognises: (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    count: async () => {
      const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials.length
    },
  }
}

test('[R4.2] [R8.6] a partner makes a passkey, signs in with it, shows by it to be the owner, and removes it', async ({
  assert,
}) => {
  const at = await browsing()
  const { window, page } = await enter(at, 'partner')
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
  })
  const authenticator = await withAuthenticator(page)
  // A browser from before 2024 reads and writes no JSON of credentials.
  await page.addInitScript(() => {
    if (!localStorage.getItem('before-2024')) return
    const { PublicKeyCredential: Known } = globalThis as unknown as {
      PublicKeyCredential: Record<string, unknown> & { prototype: Record<string, unknown> }
    }
    delete Known.parseCreationOptionsFromJSON
    delete Known.parseRequestOptionsFromJSON
    delete Known.prototype.toJSON
  })
  const pretend = (old: boolean) =>
    page.evaluate((value) => localStorage.setItem('before-2024', value), old ? 'yes' : '')
  const [list, signIn] = [
    at.address('partner', '/account/passkeys'),
    at.address('partner', '/login'),
  ]

  await page.goto(list)
  await pretend(true)
  assert.equal(await page.locator('[data-no-passkeys]').isVisible(), false)
  await page.locator('[name=passkey_name]').fill('Laptop kantor')
  await page.locator('[name=password]').fill(password)
  await page.locator('form[data-form=begin] button[type=submit]').click()
  const make = page.getByRole('button', { name: 'Buat passkey' })
  await make.waitFor()
  assert.deepEqual(await judgePage(page), [])
  await make.click()
  await page.getByRole('heading', { level: 1, name: 'Simpan kode pemulihan' }).waitFor()
  assert.equal(await authenticator.count(), 1)
  await page.goto(list)
  assert.include(await page.locator('table').innerText(), 'Laptop kantor')
  assert.deepEqual(await judgePage(page), [])

  // The passkey alone: neither address nor password is typed.
  const signOut = async () => {
    await window.clearCookies({ name: 'etalase' })
    await page.goto(`${signIn}?next=/account/passkeys`)
  }
  await pretend(false)
  await signOut()
  const use = page.getByRole('button', { name: 'Masuk dengan passkey' })
  assert.deepEqual(await judgePage(page), [])
  await authenticator.recognises(false)
  await use.click()
  await page.getByText('Dibatalkan').waitFor()
  assert.deepEqual(await judgePage(page), [])
  await authenticator.recognises(true)
  await use.click()
  await page.waitForURL(list)

  // After the password.
  await pretend(true)
  await signOut()
  await page.locator('[name=email]').fill(email)
  await page.locator('[name=password]').fill(password)
  await page.locator('form[action="/login"] button').first().click()
  await page.getByRole('heading', { level: 1, name: 'Pakai passkey Anda' }).waitFor()
  assert.deepEqual(await judgePage(page), [])
  await page.getByRole('button', { name: 'Pakai passkey' }).click()
  await page.waitForURL(list)

  // In the place of password and code.
  await pretend(false)
  await page.locator('table').getByRole('link', { name: 'Hapus' }).click()
  await page.getByRole('heading', { level: 1, name: 'Hapus passkey' }).waitFor()
  assert.deepEqual(await judgePage(page), [])
  await page.getByRole('button', { name: 'Pakai passkey sebagai gantinya' }).click()
  await page.getByText('Passkey dihapus').waitFor()
  assert.deepEqual(refused, [])
  await window.close()
})

test('without scripts no passkey is offered, and password and code sign in', async ({ assert }) => {
  const at = await browsing()
  const { window, page } = await enter(at, undefined, { scripts: false })
  await page.goto(at.address('partner', '/login'))
  assert.equal(await page.getByRole('button', { name: 'Masuk dengan passkey' }).count(), 0)
  await page.locator('[name=email]').fill(email)
  await page.locator('[name=password]').fill(password)
  await page.locator('form[action="/login"] button').first().click()
  await page.waitForURL(at.address('partner', '/'))
  await page.goto(at.address('partner', '/account/passkeys'))
  assert.isTrue(await page.locator('[data-no-passkeys]').isVisible())
  await window.close()
})
