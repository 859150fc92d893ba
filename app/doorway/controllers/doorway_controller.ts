import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { Duration } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { absoluteUrl, originOf, type Door } from '#core/http/surfaces'
import { mintToken } from '#identity/tokens/single_use_tokens'
import { DEMO_ACCOUNTS, demoAccount, type DemoAccount } from '#doorway/demo_accounts'
import { listMails } from '#doorway/queries/mailbox'
import env from '#start/env'

const DOORS: { door: Door; title: string; text: string; kind?: string }[] = [
  { door: 'store', title: 'doorway.store.title', text: 'doorway.store.text' },
  {
    door: 'devstore',
    title: 'doorway.devstore.title',
    text: 'doorway.devstore.text',
    kind: 'sandbox',
  },
  { door: 'partner', title: 'doorway.partner.title', text: 'doorway.partner.text' },
  { door: 'staff', title: 'doorway.staff.title', text: 'doorway.staff.text', kind: 'staff' },
]

const ROLES: Record<string, string> = {
  customer: 'doorway.roles.customer',
  trial_customer: 'doorway.roles.trial_customer',
  partner: 'doorway.roles.partner',
  legal: 'doorway.roles.legal',
  qa: 'doorway.roles.qa',
  finance: 'doorway.roles.finance',
  administrator: 'doorway.roles.administrator',
}

/** Where a newcomer on a development machine begins. */
export default class DoorwayController {
  async show({ t, view, arrival }: HttpContext) {
    const known = await Promise.all(
      DEMO_ACCOUNTS.map(async (account) => ((await userId(account)) === null ? [] : [account]))
    )
    const accounts = known.flat()
    return view.render('pages/doorway/home', {
      doors: DOORS.map(({ door, title, text, kind }) => ({
        kind,
        title: t(title),
        text: t(text),
        href: absoluteUrl(door, '/', arrival.language),
        host: originOf(door).replace(/^https?:\/\//, ''),
        accounts: accounts
          .filter((account) => account.door === door)
          .map(({ key, email, password }) => ({
            role: t(ROLES[key]!),
            href: `/enter/${key}`,
            email,
            password,
          })),
      })),
      mails: await listMails({}).then((mails) => mails.slice(0, 5)),
      smtp_port: env.get('SMTP_PORT', 2525),
    })
  }

  async enter({ params, response, arrival }: HttpContext) {
    const account = demoAccount(params.account)
    const id = account && (await userId(account))
    if (!account || !id) throw new Exception('no such demo account', { status: 404 })
    const token = await mintToken(
      db.connection(),
      'demo.sign_in',
      id,
      Duration.fromObject({ minutes: 2 }),
      { account: account.key }
    )
    response.header('cache-control', 'no-store')
    return response.redirect(absoluteUrl(account.door, `/demo-sign-in/${token}`, arrival.language))
  }
}

async function userId(account: DemoAccount): Promise<number | null> {
  const table = { customer: 'customers', partner: 'partners', staff: 'staff' }[account.kind]
  const query = db.from(table).where('email', account.email)
  if (account.kind === 'customer')
    query.where('environment', account.door === 'store' ? 'production' : 'development')
  const [row] = await query.select('id').limit(1)
  return row?.id ?? null
}
