import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { cardTexts, renderCard, type Card } from '#storefront/card'

const messages = (language: string) => {
  const file = new URL(`../../../resources/lang/${language}/ui.json`, import.meta.url)
  const { card } = JSON.parse(readFileSync(file, 'utf8'))
  return cardTexts((key) => card[key.replace('ui.card.', '')])
}

const card: Card = {
  href: '/products/kas-warung',
  coverHref: '/covers/01K.svg',
  name: 'Kas Warung',
  categoryName: 'Usaha',
  rating: 46,
  company: 'PT Lumbung Kasir Utama',
  kind: 'subscription',
  price: 22000,
  ribbon: null,
}

test.group('Product card', () => {
  test('[R4.3] shows name, category, company, kind and price as on a tag', ({ assert }) => {
    const html = renderCard(card, messages('id'))
    assert.include(html, '<a href="/products/kas-warung">Kas Warung</a>')
    assert.include(html, '<span class="card-label">Kategori: </span>Usaha')
    assert.include(html, '<p class="card-company">PT Lumbung Kasir Utama</p>')
    assert.include(html, '<p class="kind">BERLANGGANAN</p>')
    assert.include(html, 'Rp. 22.000,-<small>/bulan</small>')
    assert.include(html, '</span>4,6</span>')
  })

  test('[R4.3] a content paid once says so and has no month', ({ assert }) => {
    const html = renderCard({ ...card, kind: 'once', price: 110 }, messages('id'))
    assert.include(html, '<p class="kind">SEKALI BAYAR</p><p class="price">Rp. 110,-</p>')
    assert.notInclude(html, '/bulan')
  })

  test('says in words that nobody has rated yet', ({ assert }) => {
    const html = renderCard({ ...card, rating: null }, messages('id'))
    assert.include(html, 'belum dinilai')
    assert.notInclude(html, 'icon-star')
  })

  test('a content in approval wears the ribbon, others do not', ({ assert }) => {
    assert.include(renderCard({ ...card, ribbon: 'trial' }, messages('id')), '>Uji coba</span>')
    assert.notInclude(renderCard(card, messages('id')), 'ribbon')
  })

  test('speaks English with its decimal point', ({ assert }) => {
    const html = renderCard(card, messages('en'))
    assert.include(html, 'SUBSCRIPTION')
    assert.include(html, '</span>4.6</span>')
  })

  test('large prices are grouped by threes', ({ assert }) => {
    const price = (rupiah: number) => renderCard({ ...card, price: rupiah }, messages('id'))
    assert.include(price(1234567), 'Rp. 1.234.567,-')
    assert.include(price(0), 'Rp. 0,-')
    assert.include(price(999), 'Rp. 999,-')
    assert.include(price(1000), 'Rp. 1.000,-')
  })

  test('text of partners cannot become markup', ({ assert }) => {
    const evil = `"><script>alert('x')</script>&`
    const html = renderCard(
      { ...card, name: evil, company: evil, categoryName: evil, href: evil, coverHref: evil },
      messages('id')
    )
    assert.notInclude(html, '<script')
    assert.equal(html.split('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)').length, 6)
  })
})
