/*
 * Asks for so many agreements, as the approval of two lanes does, and prints their ids. They are not to be sealed before they are told
 * to: the rows of the outbox are due far in the future.
 *   node --import=../bin/typescript.js request_agreements.js COUNT
 */
import { bootApplication } from './application.js'

const app = await bootApplication('console')
await app.start(async () => {
  const { createPartner } = await import('#tests/support/accounts')
  const { createApprovedVersion, request } = await import('#tests/support/pks')
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const partner = await createPartner()
  const ids = []
  for (let count = 0; count < Number(process.argv[2]); count++) {
    ids.push((await request(await createApprovedVersion(partner))).id)
    await db
      .from('outbox')
      .where('kind', 'pks.seal')
      .where('status', 'pending')
      .update({ run_at: 1e14 })
  }
  console.log(JSON.stringify(ids))
})
process.exit(0)
