import { test } from '@japa/runner'
import edge from 'edge.js'
import { load } from 'cheerio'
import { translator } from '#core/words'
import { RequestView } from '#core/views/request_view'
import { createPartner, createCustomer, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { Visitor, type Page } from '#tests/support/visitor'

let written = 0

/** A piece of a page in which these values were sent before. */
async function show(template: string, old: Record<string, unknown>) {
  const name = `tests/fields_${(written += 1)}`
  edge.registerTemplate(name, { template })
  const locals = { t: translator('id'), old, errors: {}, error_list: [] }
  return load(await new RequestView().rest(edge.globals).share(locals).render(name))
}

test.group('Fields of a form that is shown again', () => {
  const texts = ['text', 'email', 'tel', 'url', 'date', 'number'] as const
  for (const kind of texts) {
    const template = `@!field.${kind}({ name: 'x', label: 'X', value: 'tersimpan' })\n`
    test(`[R2.1] ${kind}: what was sent stands before what is stored, and so does nothing`, async ({
      assert,
    }) => {
      const shown = async (old: Record<string, unknown>) =>
        (await show(template, old))('#f-x').val()
      assert.equal(await shown({}), 'tersimpan')
      assert.equal(await shown({ y: '1' }), 'tersimpan')
      assert.equal(await shown({ x: 'baru' }), 'baru')
      for (const empty of [null, '', undefined]) assert.equal(await shown({ x: empty }), '')
    })
  }

  test('[R2.1] textarea and select: the same', async ({ assert }) => {
    const area = `@!field.textarea({ name: 'x', label: 'X', value: 'tersimpan' })\n`
    assert.equal((await show(area, {}))('#f-x').text(), 'tersimpan')
    assert.equal((await show(area, { x: null }))('#f-x').text(), '')
    const select = `@!field.select({ name: 'x', label: 'X', value: 'b', placeholder: 'Pilih', options: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }] })\n`
    assert.equal((await show(select, {}))('#f-x [selected]').attr('value'), 'b')
    assert.equal((await show(select, { x: 'a' }))('#f-x [selected]').attr('value'), 'a')
    assert.lengthOf((await show(select, { x: null }))('#f-x [selected]').toArray(), 0)
  })

  test('[R5.4] an address that was emptied on purpose does not come back', async ({ assert }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { status: 'in_review' })
    const visitor = await signIn(partner)
    const form = 'form[action$="/development-urls"]'
    const page = await visitor.get(`/contents/${content.publicId}`)
    assert.isNotEmpty(page.$('#f-redirect_url_development').val())
    const again = await visitor.submit(form, { redirect_url_development: '' })
    assert.equal(again.status, 422)
    assert.equal(again.$('#f-redirect_url_development').val(), '')
    assert.isNotEmpty(again.$('#f-forwarding_url_development').val())
  })

  test('[R2.4] nor does a name', async ({ assert }) => {
    const partner = await signIn(await createPartner())
    await partner.get('/account/edit')
    const company = await partner.submit('main form', { company_name: '', bank_name: '' })
    assert.equal(company.$('#f-company_name').val(), '')
    assert.equal(company.$('#f-bank_name').val(), '')
    const customer = await signIn(await createCustomer('production'))
    await customer.get('/account')
    const profile = await customer.submit('form[action$="/account"]', { name: '' })
    assert.equal(profile.status, 422)
    assert.equal(profile.$('#f-name').val() ?? '', '')
  })
})

/** What the summary of wrong fields says, line by line. */
const summary = ({ $ }: Page) => $('.summary li').map((_, line) => $(line).text().trim())

test.group('The summary of what is wrong', () => {
  for (const language of ['', '/en']) {
    test(`[R2.1] no form says the name of a field twice: ${language || '/id'}`, async ({
      assert,
    }) => {
      const guest = new Visitor('partner')
      const partner = await signIn(await createPartner())
      const customer = await signIn(await createCustomer('production'))
      const wrong = { password: '', new_password: 'a', password_confirmation: 'b', email: 'x' }
      const pages: Page[] = []
      for (const [visitor, path, form] of [
        [guest, '/login', '/login'],
        [guest, '/activate/resend', '/activate/resend'],
        [guest, '/register', '/register'],
        [partner, '/account/password', '/account/password'],
        [partner, '/account/edit', '/account/edit'],
        [partner, '/contents/new', '/contents'],
        [customer, '/account', '/account'],
        [customer, '/account', '/account/numbers'],
      ] as const) {
        const { $ } = await visitor.get(language + path)
        const selector = `main form[action$="${form}"]`
        const names = $(selector).find('[name]:not([type=hidden], [type=submit], [type=radio])')
        const typed = names.map((_, field) => $(field).attr('name')).get()
        const values = Object.fromEntries(typed.map((name) => [name, '1'.repeat(5_000)]))
        for (const sent of [{ ...values, ...wrong }, values, {}]) {
          // What was wrong may have become a draft, with a form of its own.
          await visitor.get(language + path)
          pages.push(await visitor.submit(selector, sent))
        }
      }
      const lines = pages.flatMap((page) => summary(page).get())
      assert.isAbove(lines.length, 40)
      for (const line of lines) {
        const [label, message] = line.split(/: (.*)/s)
        if (message) assert.notInclude(message.toLowerCase(), label!.toLowerCase(), line)
      }
    })
  }
})
