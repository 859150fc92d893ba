import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import AddressCheck from '#catalogue/models/address_check'
import Image from '#catalogue/models/image'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { CONTENT_FORM as FORM, filledForm, GO_ON, pictureFile } from '#tests/support/content_form'

test.group('Check before a submission', (group) => {
  const asked: string[] = []
  const site = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const status = { '/tolak': 401, '/hilang': 404, '/galat': 500 }[request.url!] ?? 200
    response.writeHead(status).end('x'.repeat(100_000))
  })
  let origin: string

  group.setup(async () => {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    origin = `http://localhost:${(site.address() as AddressInfo).port}`
  })
  group.teardown(() => void site.close())

  const lines = (visitor: Awaited<ReturnType<typeof signIn>>) =>
    visitor.page
      .$('.checks > li')
      .map((_, line) =>
        visitor.page.$(line).find('p').slice(0, 2).text().replace(/\s+/g, ' ').trim()
      )
      .get()

  test('[R3.2] [R3.5] Periksa tries every address in the background and says what came, without holding anything back', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, {
      status: 'draft',
      version: {
        forwardingUrlProduction: 'https://portal.nadapusaka.example/terima',
        forwardingUrlDevelopment: `${origin}/tolak`,
        redirectUrlProduction: origin.replace('http:', 'https:'),
        redirectUrlDevelopment: `${origin}/hilang`,
        demoUrl: `${origin}/galat`,
      },
    })
    const visitor = await signIn(partner)
    const check = `/contents/${content.publicId}/check`
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.submit(`form[action="${check}"]`)
    assert.equal(visitor.page.url, check)
    // Nothing is called good before it has been tried; the page goes on by itself, with a script and without.
    assert.equal(visitor.page.$('#check').attr('data-refresh'), check)
    assert.match(visitor.page.text, /<noscript><meta http-equiv="refresh"/)
    assert.include(visitor.page.$('main .notice').text(), 'Sedang diperiksa, 5 alamat lagi')
    assert.notInclude(visitor.page.$('main').text(), 'Semua pemeriksaan lolos')
    assert.lengthOf(asked, 0)
    await drainOutbox()
    assert.sameMembers(asked, ['GET /tolak', 'GET /hilang', 'GET /galat'])

    await visitor.get(check)
    assert.isUndefined(visitor.page.$('#check').attr('data-refresh'))
    const said = lines(visitor).join('\n')
    assert.match(
      said,
      /URL Forwarding Production.*nadapusaka\.example\/terima: nama server tidak ditemukan/
    )
    assert.match(said, /URL Forwarding Development.*\/tolak: menjawab dengan status 401/)
    assert.match(said, /URL Redirect Production.*https:.*: (sertifikat|server menolak|jawabannya)/)
    assert.match(said, /URL Redirect Development.*\/hilang: server menjawab 404/)
    assert.match(said, /URL Demo\/trial.*\/galat: server menjawab 500/)
    assert.include(visitor.page.$('.notice').text(), 'Boleh diajukan')
    await visitor.get(`/contents/${content.publicId}/review`)
    assert.equal(visitor.page.status, 200)
    assert.include(lines(visitor).join('\n'), '/galat')

    // Another address has no result yet; asked again within minutes by going on, the old ones are not called anew.
    await db
      .from('content_versions')
      .where('id', version.id)
      .update({ demo_url: `${origin}/demo` })
    await visitor.get(check)
    assert.match(lines(visitor).join('\n'), /\/demo: belum dicoba/)
  })

  test('[R3.5] going on asks once while the result is fresh', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    const before = asked.length
    const urls = Object.fromEntries(
      ['forwarding_url_development', 'redirect_url_development', 'demo_url'].map((field) => [
        field,
        `${origin}/${field}`,
      ])
    )
    await visitor.submit(FORM, filledForm(visitor.page, urls), GO_ON)
    const id = visitor.page.url.split('/')[2]!
    assert.equal(visitor.page.url, `/contents/${id}/review`)
    await drainOutbox()
    assert.lengthOf(asked, before + 3)
    await visitor.get(`/contents/${id}/edit`)
    await visitor.submit(FORM, {}, GO_ON)
    await drainOutbox()
    assert.lengthOf(asked, before + 3)
    await visitor.get(`/contents/${id}/check`)
    await visitor.submit(`form[action="/contents/${id}/check"]`)
    await drainOutbox()
    assert.lengthOf(asked, before + 6)
  })

  test('[R3.1] [R3.5] texts, care, picture and a namesake are judged as a reviewer would', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await createContent(partner, { name: 'Kamus Sunda' })
    await createContent(partner, { name: 'Kamus Bali', status: 'withdrawn' })
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    const typed = filledForm(visitor.page, {
      name: 'KAMUS SUNDA',
      summary: 'Hubungi 0812-5550-1178 untuk memesan',
      description: 'Pendek.',
      care_phone: '0811111111111',
      care_email: 'noreply@nadapusaka.example',
      image: await pictureFile(640, 480),
      terms_accepted: undefined,
    })
    await visitor.submit(FORM, typed, { name: 'intent', value: 'check' })
    const id = visitor.page.url.split('/')[2]!
    assert.equal(visitor.page.url, `/contents/${id}/check`)
    const said = lines(visitor)
    assert.match(said[0]!, /^Term of Service AgreementVersi yang berlaku belum Anda setujui/)
    const all = said.join('\n')
    for (const words of [
      'Hampir semuanya huruf besar',
      'Memuat kontak: 0812-5550-1178',
      'sedikitnya 80 karakter',
      'tidak seperti nomor yang dapat dihubungi',
      'biasanya tidak dibaca',
      '640×480 piksel. Di bawah 800×600',
      'memakai nama yang sama',
    ])
      assert.include(all, words)
    assert.include(visitor.page.$('.notice').text(), '1 hal harus dilengkapi dulu')
    await visitor.get(`/en/contents/${id}/check`)
    assert.include(visitor.page.text, '1 thing must be completed first')

    await visitor.get(`/contents/${id}/edit`)
    const better = {
      ...filledForm(visitor.page),
      name: 'Kamus Bali',
      image: await pictureFile(1200, 900),
    }
    await visitor.submit(FORM, better, { name: 'intent', value: 'check' })
    const left = lines(visitor).join('\n')
    for (const words of ['huruf besar', 'nama yang sama', 'Memuat kontak', 'tidak dibaca', 'buram'])
      assert.notInclude(left, words)
    assert.equal((await Image.query().where('partner_id', partner.id)).length, 2)
  })

  test('[R3.5] what is examined or somebody else’s is not checked', async ({ assert }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'in_review' })
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    const csrf = page.$('input[name=_csrf]').attr('value')!
    const path = `/contents/${content.publicId}/check`
    await visitor.post(path, { _csrf: csrf })
    assert.equal(visitor.page.url, `/contents/${content.publicId}`)
    assert.isNull(await AddressCheck.findBy('versionId', version.id))
    const stranger = await signIn(await createPartner())
    assert.equal((await stranger.get(path)).status, 404)
  })
})
