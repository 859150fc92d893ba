import { test } from '@japa/runner'
import sharp from 'sharp'
import { storeImage } from '#catalogue/actions/store_image'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import Image from '#catalogue/models/image'
import { createPartner, signIn } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

const FORM = 'main form[enctype]'
const save = { name: 'intent', value: 'save' }

function picture(width = 640, height = 480): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#2f6b4c' } })
    .png()
    .toBuffer()
}

test.group('Pictures and covers', () => {
  test('[R3.3] a picture is kept although the rest of the form is wrong, and is not asked for again', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    const image = { filename: 'a.png', content: await picture(), type: 'image/png' }
    await visitor.submit(FORM, { name: 'x'.repeat(81), image }, save)
    assert.equal(visitor.page.status, 422)
    await visitor.submit(FORM, { name: 'Angklung' }, save)
    const version = await ContentVersion.query().orderBy('id', 'desc').firstOrFail()
    const kept = await Image.findByOrFail('partnerId', partner.id)
    assert.equal(version.imageId, kept.id)
  })

  test('[R3.3] the same picture three times at once is one record', async ({ assert }) => {
    const partner = await createPartner()
    const bytes = await picture(900, 700)
    const kept = await Promise.all([1, 2, 3].map(() => storeImage(partner, bytes)))
    const images = await Image.query().where('partner_id', partner.id)
    assert.lengthOf(images, 1)
    for (const one of kept) assert.equal(one.ok && one.value.id, images[0]!.id)
  })

  const HOSTILE: [string, string, Buffer, RegExp][] = [
    [
      'gambar.svg',
      'image/svg+xml',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      /SVG/,
    ],
    ['gambar.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG/],
    ['gambar.png', 'image/png', Buffer.from('<?php system($_GET[0]);'), /PNG, JPEG/],
    ['besar.jpg', 'image/jpeg', Buffer.alloc(6 * 1024 * 1024, 0xff), /5 MB/],
  ]
  for (const [filename, type, content, message] of HOSTILE) {
    test(`[R3.3] ${filename} of ${content.length} bytes (${type}) is refused beside the field`, async ({
      assert,
    }) => {
      const partner = await createPartner()
      const visitor = await signIn(partner)
      await visitor.get('/contents/new')
      await visitor.submit(FORM, { name: 'Angklung', image: { filename, type, content } }, save)
      assert.equal(visitor.page.status, 422)
      assert.match(visitor.page.$('#f-image-error').text(), message)
      assert.equal(visitor.page.$('#f-name').attr('value'), 'Angklung')
      assert.lengthOf(await Image.query().where('partner_id', partner.id), 0)
      const kept = await Content.findByOrFail('partnerId', partner.id)
      const draft = await ContentVersion.findByOrFail('contentId', kept.id)
      assert.equal(`${draft.name} ${draft.imageId}`, 'Angklung null')
    })
  }

  test('[R3.3] another partner’s picture cannot be taken by its id', async ({ assert }) => {
    const [owner, stranger] = [await createPartner(), await createPartner()]
    const visitor = await signIn(owner)
    await visitor.get('/contents/new')
    await visitor.submit(
      FORM,
      { name: 'Milik', image: { filename: 'a.png', content: await picture(), type: 'image/png' } },
      save
    )
    const image = await Image.findByOrFail('partnerId', owner.id)
    const other = await signIn(stranger)
    await other.get('/contents/new')
    await other.submit(FORM, { name: 'Bukan milik', image_id: image.publicId }, save)
    const content = await Content.findByOrFail('partnerId', stranger.id)
    assert.isNull((await ContentVersion.findByOrFail('contentId', content.id)).imageId)
  })

  test('[R3.8] a new content sent twice at once is one content', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    const field = (name: string) => visitor.page.$(`input[name=${name}]`).first().attr('value')!
    const values = {
      _csrf: field('_csrf'),
      content_id: field('content_id'),
      name: 'Sekali saja',
      intent: 'save',
    }
    const pages = await Promise.all([
      visitor.post('/contents', values),
      visitor.post('/contents', values),
    ])
    assert.deepEqual(
      pages.map(({ status }) => status),
      [200, 200]
    )
    assert.lengthOf(await Content.query().where('partner_id', partner.id), 1)
  })

  test('covers follow from the content’s id, never change, and carry no script', async ({
    assert,
  }) => {
    const id = '01K90000004NN1CW8PH96S9V9H'
    for (const door of ['store', 'devstore', 'partner', 'staff'] as const) {
      const page = await new Visitor(door).get(`/covers/${id}/gim.svg`)
      assert.equal(page.status, 200)
      assert.equal(page.headers['content-type'], 'image/svg+xml; charset=utf-8')
      assert.include(String(page.headers['cache-control']), 'immutable')
      assert.isUndefined(page.headers['set-cookie'])
      assert.notInclude(page.text, '<script')
      assert.equal((await new Visitor(door).get(`/covers/${id}/gim.svg`)).text, page.text)
    }
  })

  for (const path of [
    '/covers/x/gim.svg',
    '/covers/01K90000004NN1CW8PH96S9V9H/constructor.svg',
    '/covers/01K90000004NN1CW8PH96S9V9H/gim.png',
    '/media/images/aa/none.webp',
    '/media/../../etc/passwd',
    '/media/images/%2e%2e/%2e%2e/etalase.sqlite3',
    `/media/images/aa/${'a'.repeat(64)}-400x300.webp`,
  ]) {
    test(`${path} does not exist`, async ({ assert }) => {
      assert.equal((await new Visitor('store').get(path)).status, 404)
    })
  }
})
