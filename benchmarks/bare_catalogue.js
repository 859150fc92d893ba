/*
 * The yardstick: the newest 24 contents with nothing but `node:http` and one prepared statement.
 *   node --import=../bin/typescript.js bare_catalogue.js DATABASE PORT
 */
import { createServer } from 'node:http'
import Database from 'better-sqlite3'
import { renderCard } from '../app/storefront/card.js'

const [file, port] = process.argv.slice(2)

const newest = new Database(file, { readonly: true }).prepare(
  `select l.content_public_id, l.name, l.company, l.payment_kind, l.price, l.cover, l.rating_tenths, c.name_id as category
   from listings l join categories c on c.id = l.category_id
   where l.environment = 'production' and l.visibility = 'public'
   order by l.id desc limit 24`
)

const texts = {
  category: 'Kategori:',
  once: 'SEKALI BAYAR',
  subscription: 'BERLANGGANAN',
  perMonth: '/bulan',
  unrated: 'belum dinilai',
  rating: 'Nilai',
  trial: 'Uji coba',
  decimal: ',',
}

createServer((request, response) => {
  let cards = ''
  for (const row of newest.all()) {
    const card = {
      href: `/products/${row.content_public_id}`,
      coverHref: row.cover,
      name: row.name,
      categoryName: row.category,
      rating: row.rating_tenths,
      company: row.company,
      kind: row.payment_kind,
      price: row.price,
      ribbon: null,
    }
    cards += `<li>${renderCard(card, texts)}</li>`
  }
  const page = `<!DOCTYPE html><html lang="id"><head><title>Produk Terbaru</title></head><body><ul class="shelf">${cards}</ul></body></html>`
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
  })
  response.end(page)
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
