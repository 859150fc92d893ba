import db from '@adonisjs/lucid/services/db'
import { activeKey } from '#forwarding/queries/active_key'
import type Partner from '#partners/models/partner'
import { reads } from '#shared/database/main'

/** What the integration document fills in for one partner (R3.7). */
export interface IntegrationFacts {
  partnerId: string
  company: string
  keys: { environment: 'development' | 'production'; kid: string; secret: string }[]
  contents: {
    id: string
    name: string
    forwarding: { development: string | null; production: string | null }
    redirect: { development: string | null; production: string | null }
  }[]
}

interface Row {
  id: string
  name: string | null
  forwarding_url_development: string | null
  forwarding_url_production: string | null
  redirect_url_development: string | null
  redirect_url_production: string | null
}

/** A partner's keys (made where there are none yet), and the addresses of the newest version of each content. */
export async function integrationFacts(partner: Partner): Promise<IntegrationFacts> {
  const keys = []
  for (const environment of ['development', 'production'] as const) {
    const { kid, secret } = await activeKey(db.connection(), partner.id, environment)
    keys.push({ environment, kid, secret })
  }
  const rows = await reads().all<Row>(
    `select c.public_id as id, v.name, v.forwarding_url_development, v.forwarding_url_production,
       v.redirect_url_development, v.redirect_url_production
     from contents c join content_versions v on v.id = c.latest_version_id
     where c.partner_id = ? and c.withdrawn_at is null
     order by c.id desc limit 50`,
    [partner.id]
  )
  return {
    partnerId: partner.publicId,
    company: partner.companyName,
    keys,
    contents: rows.map((row) => ({
      id: row.id,
      name: row.name ?? row.id,
      forwarding: {
        development: row.forwarding_url_development,
        production: row.forwarding_url_production,
      },
      redirect: {
        development: row.redirect_url_development,
        production: row.redirect_url_production,
      },
    })),
  }
}
