import type { Door } from '#core/http/surfaces'

/** A path, or the first link of a page that looks so (each different one of them when `every` is set). */
export type Stop = string | { on: string; link: RegExp; every?: number }

/** What somebody sees on one surface. `account` is a demo account of the doorway; without, a guest. */
export interface Walk {
  name: string
  door: Door
  account?: string
  stops: Stop[]
}

const ID = '[0-9A-Z]{26}'
const STORE_PAGES = [
  '/',
  '/products',
  '/categories/musik',
  '/search?q=gamelan',
  '/search?q=tidakadayangbegini',
  { on: '/products', link: new RegExp(`^/products/${ID}$`) },
]

/** Every page of every surface. `screens.spec.ts` compares it with the router. */
export const WALKS: Walk[] = [
  {
    name: 'store, guest',
    door: 'store',
    stops: [
      ...STORE_PAGES,
      '/register',
      '/register/sent',
      '/login',
      '/activate/resend',
      '/activate/kedaluwarsa',
      '/assistant',
      '/assistant?need=learning',
      '/knowledge',
      { on: '/knowledge', link: /^\/knowledge\/[\w-]+$/ },
      '/verifikasi',
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
      { on: '/products', link: new RegExp(`^/products/${ID}$`) },
      '/orders',
      { on: '/orders', link: /^\/orders\/[\w-]+$/, every: 3 },
      { on: '/account', link: new RegExp(`^/account/numbers/${ID}$`) },
      { on: '/orders', link: /^\/orders\/[\w-]+$/ },
      '/account',
      '/account/password',
    ],
  },
  { name: 'trial store, guest', door: 'devstore', stops: [...STORE_PAGES, '/register', '/login'] },
  {
    name: 'trial store, customer',
    door: 'devstore',
    account: 'trial_customer',
    stops: [
      '/',
      { on: '/', link: new RegExp(`^/products/${ID}$`) },
      '/orders',
      { on: '/orders', link: /^\/orders\/[\w-]+$/, every: 2 },
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
      '/activate/kedaluwarsa',
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
      { on: '/contents', link: new RegExp(`^/contents/${ID}$`), every: 8 },
      '/contents/new',
      { on: '/', link: new RegExp(`^/contents/${ID}/edit$`) },
      '/integration',
      { on: '/integration', link: new RegExp(`^/integration/calls/${ID}`) },
      '/agreements',
      { on: '/agreements', link: new RegExp(`^/agreements/${ID}$`), every: 2 },
      '/agreements/help',
      '/reports',
      '/reports?store=development',
      '/documents',
      '/documents/integration',
      '/knowledge',
      '/account',
      '/account/edit',
      '/account/password',
    ],
  },
  {
    name: 'staff, guest',
    door: 'staff',
    stops: ['/login'],
  },
  {
    name: 'legal',
    door: 'staff',
    account: 'legal',
    stops: [
      '/queue',
      '/queue?filter=mine',
      { on: '/queue', link: new RegExp(`^/queue/${ID}$`), every: 3 },
      '/companies',
      { on: '/companies', link: new RegExp(`^/companies/${ID}$`) },
      '/agreements',
      { on: '/agreements', link: new RegExp(`^/agreements/${ID}$`) },
      '/replies',
      { on: '/replies', link: new RegExp(`^/replies/${ID}$`) },
      '/development-store',
      '/account',
      '/account/password',
    ],
  },
  {
    name: 'qa',
    door: 'staff',
    account: 'qa',
    stops: ['/queue', { on: '/queue?filter=partner', link: new RegExp(`^/queue/${ID}`), every: 2 }],
  },
  { name: 'finance', door: 'staff', account: 'finance', stops: ['/'] },
  {
    name: 'administrator',
    door: 'staff',
    account: 'administrator',
    stops: ['/queue', '/companies', '/agreements', '/replies', '/audit', '/outbox'],
  },
  {
    name: 'doorway',
    door: 'doorway',
    stops: ['/', '/mailbox', { on: '/mailbox', link: new RegExp(`^/mailbox/${ID}$`) }],
  },
]
