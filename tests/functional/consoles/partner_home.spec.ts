import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { partnerHome } from '#consoles/queries/partner_home'
import type Partner from '#partners/models/partner'
import { createPartner, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { buy } from '#tests/support/test_purchases'

/** How many queries a piece of work sends on the connection of the models. */
async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  const { client } = db.connection().getReadClient() as unknown as {
    client: NodeJS.EventEmitter
  }
  let count = 0
  const counted = () => void count++
  client.on('query', counted)
  await work()
  client.off('query', counted)
  return count
}

async function withContents(count: number): Promise<Partner> {
  const partner = await createPartner()
  for (let i = 0; i < count; i++) {
    const fab = i % 2 === 0 ? 'refused' : 'waiting'
    const { version } = await createContent(partner, { status: 'in_review', fab })
    await buy(partner, version, { delivered: i % 4 === 0 ? 'delivered' : 'failed' })
  }
  return partner
}

test.group('The partner’s home', () => {
  test('[R5.1] asks as many queries for twelve contents as for two, and few', async ({
    assert,
  }) => {
    const [few, many] = [await withContents(2), await withContents(12)]
    const wanted = await queriesOf(() => partnerHome(few))
    assert.isAbove(wanted, 3)
    assert.isBelow(wanted, 12)
    assert.equal(await queriesOf(() => partnerHome(many)), wanted)
    const { waiting, contents, live } = await partnerHome(many)
    assert.deepEqual([waiting.length, contents, live], [12, 12, 0])
  })

  test('[R5.1] says of each content who has to act, the partner’s own first', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const passed = await createContent(partner, { status: 'in_review', fab: 'refused' })
    await buy(partner, passed.version)
    await createContent(partner, { status: 'in_review', fab: 'refused' })
    await createContent(partner, { status: 'draft' })
    await createContent(partner, { status: 'in_review', fab: 'approved' })
    await createContent(partner)
    const { waiting, contents, live } = await partnerHome(partner)
    assert.sameMembers(
      waiting.map(({ task, mine }) => `${task} ${mine}`),
      ['ask_retest true', 'mend_integration true', 'finish_draft true', 'review false']
    )
    assert.equal(waiting.at(-1)!.task, 'review')
    assert.deepEqual([contents, live], [5, 1])
    const visitor = await signIn(partner)
    await visitor.get('/')
    assert.include(visitor.page.text, '1 dari 5 konten sedang tayang.')
  })
})
