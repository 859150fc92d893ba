import type { Door } from '#core/http/surfaces'
import { contentIdOf } from '#database/seeders/demo/content_ids'

/** A path; one that answers with another status; or the first links of a page that look so (`count`, else one). */
export type Stop =
  string | { path: string; status: number } | { on: string; link: RegExp; count?: number }

/** What somebody sees on one surface. `account` is a demo account of the doorway; without, a guest. */
export interface Walk {
  name: string
  door: Door
  account?: string
  stops: Stop[]
}

const ID = '[0-9A-Z]{26}'
const PRODUCT = { on: '/products', link: new RegExp(`^/products/${ID}$`) }

/** Every page of every surface. `screens.spec.ts` compares it with the router. */
export const WALKS: Walk[] = [
  {
    name: 'store, guest',
    door: 'store',
    stops: [
      '/',
      '/products',
      '/categories/musik',
      '/search?q=gamelan',
      '/search?q=tidakadayangbegini',
      PRODUCT,
      { path: '/tidak-ada', status: 404 },
      '/register',
      '/register/sent',
      '/login',
      '/activate/resend',
      { path: '/activate/kedaluwarsa', status: 410 },
      '/password/forgot',
      '/password/forgot?sent=1',
      { path: '/password/reset/kedaluwarsa', status: 410 },
      '/assistant',
      '/assistant?need=learning',
      '/knowledge',
      { on: '/knowledge', link: /^\/knowledge\/[\w-]+$/ },
      '/verifikasi',
      '/verifikasi?nomor=AAAA-BBBB-CCCC',
      `/verifikasi?sidik=${'0'.repeat(64)}`,
      '/guide',
      '/faq',
      '/contact',
      '/terms',
      '/disclaimer',
    ],
  },
  {
    name: 'store, customer',
    door: 'store',
    account: 'customer',
    stops: [
      '/',
      PRODUCT,
      '/orders',
      '/notices',
      { on: '/orders', link: /^\/orders\/[\w-]+$/, count: 3 },
      '/account',
      '/account/password',
    ],
  },
  { name: 'trial store, guest', door: 'devstore', stops: ['/', PRODUCT, '/register', '/login'] },
  {
    name: 'trial store, customer',
    door: 'devstore',
    account: 'trial_customer',
    stops: [
      '/',
      { on: '/', link: new RegExp(`^/products/${ID}$`) },
      '/orders',
      { on: '/orders', link: /^\/orders\/[\w-]+$/, count: 2 },
      '/account',
    ],
  },
  {
    name: 'partner, guest',
    door: 'partner',
    stops: [
      '/',
      '/register',
      '/register/sent',
      '/login',
      '/activate/resend',
      { path: '/activate/kedaluwarsa', status: 410 },
      '/password/forgot',
      { path: '/password/reset/kedaluwarsa', status: 410 },
      { path: '/email/kedaluwarsa', status: 410 },
      '/email/done?as=half',
      '/email/done?as=cancelled',
      { path: '/tidak-ada', status: 404 },
      '/agreements/help',
      '/knowledge',
      { on: '/knowledge', link: /^\/knowledge\/[\w-]+$/ },
    ],
  },
  {
    name: 'partner',
    door: 'partner',
    account: 'partner',
    stops: [
      '/',
      '/contents',
      { on: '/contents', link: new RegExp(`^/contents/${ID}$`), count: 8 },
      '/contents/new',
      { on: '/', link: new RegExp(`^/contents/${ID}/edit$`) },
      `/contents/${contentIdOf('kendang-kilat')}/check`,
      `/contents/${contentIdOf('wayang-tempel')}/review`,
      '/integration',
      { on: '/integration', link: new RegExp(`^/integration/calls/${ID}`) },
      '/agreements',
      { on: '/agreements', link: new RegExp(`^/agreements/${ID}$`), count: 2 },
      '/agreements/help',
      '/certificates',
      '/reports',
      '/notices',
      '/reports?store=development',
      '/documents',
      '/documents/integration',
      '/knowledge',
      '/account',
      '/account/edit',
      '/account/email',
      '/account/password',
      '/account/second-factor',
      { path: '/tidak-ada', status: 404 },
    ],
  },
  {
    name: 'staff, guest',
    door: 'staff',
    stops: [
      '/login',
      '/password/forgot',
      { path: '/password/reset/kedaluwarsa', status: 410 },
      { path: '/tidak-ada', status: 404 },
    ],
  },
  {
    name: 'legal',
    door: 'staff',
    account: 'legal',
    stops: [
      '/queue',
      '/queue?filter=mine',
      { on: '/queue', link: new RegExp(`^/queue/${ID}$`), count: 3 },
      '/companies',
      { on: '/companies', link: new RegExp(`^/companies/${ID}$`) },
      `/contents/${contentIdOf('gamelan-saku')}`,
      `/contents/${contentIdOf('ojek-dermaga')}`,
      '/agreements',
      { on: '/agreements', link: new RegExp(`^/agreements/${ID}$`) },
      '/replies',
      { on: '/replies', link: new RegExp(`^/replies/${ID}$`) },
      '/trust',
      '/trust/pins',
      '/trust/settings',
      '/seal',
      '/development-store',
      '/account',
      '/account/password',
      '/account/second-factor',
    ],
  },
  {
    name: 'qa',
    door: 'staff',
    account: 'qa',
    stops: ['/queue', { on: '/queue?filter=partner', link: new RegExp(`^/queue/${ID}`), count: 2 }],
  },
  {
    name: 'finance',
    door: 'staff',
    account: 'finance',
    stops: ['/finance', '/finance?store=development&check=1'],
  },
  {
    name: 'administrator',
    door: 'staff',
    account: 'administrator',
    stops: [
      '/queue',
      '/companies',
      '/agreements',
      '/replies',
      '/trust',
      '/trust/imports/new',
      '/finance',
      '/audit',
      '/notices',
      '/outbox',
    ],
  },
  {
    name: 'doorway',
    door: 'doorway',
    stops: ['/', '/mailbox', { on: '/mailbox', link: new RegExp(`^/mailbox/${ID}$`) }],
  },
]
