import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { listQueue } from '#approvals/queries/queue'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { createPartner, createStaff } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'

/** More rounds than a desk shows, made of one: whole contents would take a minute. */
const MANY = 210

test.group('Queue of a desk', () => {
  test('[R1.1] rounds that wait for partners hide none that waits for staff; every number is of all', async ({
    assert,
  }) => {
    const staff = await createStaff('legal')
    const before = await listQueue(staff, 'all')
    const made = await createContent(await createPartner(), { status: 'in_review' })
    const [round] = await db
      .from('approval_rounds')
      .join('content_versions', 'content_versions.id', 'approval_rounds.version_id')
      .where('content_versions.content_id', made.content.id)
      .where('approval_rounds.lane', 'legal')
      .select('approval_rounds.*')
    await multiply(round)

    const { items, counts } = await listQueue(staff, 'all')
    assert.equal(counts.all, before.counts.all + 1)
    assert.equal(counts.partner, before.counts.partner + MANY)
    assert.isTrue(items.some(({ roundPublicId }) => roundPublicId === round.public_id))
    assert.isTrue(items.every(({ isWithPartner }) => !isWithPartner))

    await db.from('approval_rounds').where('id', round.id).update({ claimed_by: staff.id })
    const mine = await listQueue(staff, 'mine')
    assert.deepEqual(
      mine.items.map(({ roundPublicId }) => roundPublicId),
      [round.public_id]
    )
    assert.equal(mine.counts.mine, 1)
    const partner = await listQueue(staff, 'partner')
    assert.lengthOf(partner.items, 200)
    assert.isTrue(partner.items.every(({ isWithPartner }) => isWithPartner))
  })
})

/** Versions of the same content with less time left, each waiting for its partner. */
async function multiply(round: any): Promise<void> {
  const version = await db.from('content_versions').where('id', round.version_id).firstOrFail()
  const clock = await db.from('approval_clocks').where('version_id', round.version_id).firstOrFail()
  await transaction(async (trx) => {
    for (let copy = 1; copy <= MANY; copy++) {
      const number = version.number + copy
      await trx
        .table('content_versions')
        .insert({ ...without(version, 'id'), public_id: publicId(), number })
      const { id } = await trx
        .from('content_versions')
        .where({ content_id: version.content_id, number })
        .firstOrFail()
      await trx.table('approval_rounds').insert({
        ...without(round, 'id'),
        public_id: publicId(),
        version_id: id,
        status: 'needs_correction',
        claimed_by: null,
      })
      await trx
        .table('approval_clocks')
        .insert({ ...clock, version_id: id, due_at: Number(clock.due_at) - 60_000 })
    }
  })
}

function without(row: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column !== name))
}
