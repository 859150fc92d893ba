import sharp from 'sharp'
import type { Page } from './visitor.js'

/** The content form of a page. */
export const CONTENT_FORM = 'main form[enctype]'

/** Its buttons. */
export const SAVE = { name: 'intent', value: 'save' }
export const GO_ON = { name: 'intent', value: 'continue' }

/** Every field of the form as an honest partner fills it, its terms read to the end that the page shows. */
export function filledForm(page: Page, extra: Record<string, any> = {}): Record<string, any> {
  return {
    name: 'Gamelan Saku',
    category: 'musik',
    summary: 'Belajar gamelan Jawa dari ponsel',
    description: 'Dua belas gending dengan notasi yang berjalan.',
    specification: 'Peramban keluaran 2024 atau lebih baru.',
    care_phone: '0274 555 0132',
    care_email: 'Bantuan@NadaPusaka.example',
    price: '11000',
    payment_kind: 'once',
    forwarding_url_production: 'https://portal.nadapusaka.example/terima',
    forwarding_url_development: 'http://localhost:4400/uji/terima',
    redirect_url_production: 'https://portal.nadapusaka.example/masuk',
    redirect_url_development: 'http://localhost:4400/uji/masuk',
    demo_url: 'https://portal.nadapusaka.example/demo',
    terms_accepted: '1',
    terms_read: termsSlip(page),
    ...extra,
  }
}

/** What the button at the end of the terms sends; undefined where they were read before. */
export function termsSlip(page: Page): string | undefined {
  return page.$('button[name=terms_read]').attr('value')
}

/** A picture as a file of a form. */
export async function pictureFile(width = 640, height = 480) {
  const content = await sharp({ create: { width, height, channels: 3, background: '#7b4728' } })
    .png()
    .toBuffer()
  return { filename: 'sampul.png', content, type: 'image/png' }
}
