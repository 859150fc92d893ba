import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { placeInQueue } from '#approvals/actions/place_in_queue'
import ApprovalClock from '#approvals/models/approval_clock'
import { countQueue, listQueue, type QueueItem, type QueueWish } from '#approvals/queries/queue'
import ContentVersion from '#catalogue/models/content_version'
import type Staff from '#identity/models/staff'
import { clock, travelBack, travelTo } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent, roundOf } from '#tests/support/contents'

/** More rounds than three pages show, made of one: whole contents would take a minute. */
const MANY = 80

test.group('Queue of a desk', (group) => {
  group.each.setup(async () => {
    await db.from('approval_rounds').update({ queue: null })
    // What is left is read at one instant, unless a test lets time go by.
    travelTo(clock.now())
    return () => travelBack()
  })

  test('[R1.1] pages by time left: nothing twice, nothing left out, and back again, whatever clocks stand', async ({
    assert,
  }) => {
    const staff = await createStaff('qa')
    const ids = await manyRounds(['qa_content', 'qa_fab'])
    const all = await walk(staff, { filter: 'all' })
    assert.sameMembers(
      all.map(({ roundPublicId }) => roundPublicId),
      ids
    )
    const lefts = all.map(({ leftMs }) => leftMs)
    assert.deepEqual(
      lefts,
      [...lefts].sort((a, b) => a - b)
    )
    assert.isTrue(lefts.some((left) => left < 0))

    const first = await listQueue(staff, { filter: 'all' })
    assert.isNull(first.before)
    const second = await listQueue(staff, { filter: 'all', after: first.after })
    const back = await listQueue(staff, { filter: 'all', before: second.before })
    assert.deepEqual(idsOf(back.items), idsOf(first.items))
    assert.isNull(back.before)
  })

  test('[R1.1] time goes by between two pages: still nothing twice and nothing left out', async ({
    assert,
  }) => {
    const staff = await createStaff('legal')
    const ids = await manyRounds(['legal'])
    const now = clock.now()
    const seen: string[] = []
    let after: string | null = null
    for (let page = 0; page === 0 || after; page++) {
      travelTo(now.plus({ hours: page * 7 }))
      const shown = await listQueue(staff, { filter: 'all', after })
      seen.push(...idsOf(shown.items))
      after = shown.after
    }
    assert.lengthOf(seen, ids.length)
    assert.sameMembers(seen, ids)
  })

  test('[R1.1] filters: free, mine, with the partner, a lane, near the end and late; numbers without counting all', async ({
    assert,
  }) => {
    const staff = await createStaff('qa')
    const ids = await manyRounds(['qa_content', 'qa_fab'])
    await db
      .from('approval_rounds')
      .whereIn('public_id', ids.slice(0, 3))
      .update({ claimed_by: staff.id, claimed_at: clock.now().toMillis() })
    await db
      .from('approval_rounds')
      .whereIn('public_id', ids.slice(3, 8))
      .update({ queue: 'partner' })
    const walked = async (wish: QueueWish) => idsOf(await walk(staff, wish))
    assert.sameMembers(await walked({ filter: 'mine' }), ids.slice(0, 3))
    assert.sameMembers(await walked({ filter: 'partner' }), ids.slice(3, 8))
    assert.sameMembers(await walked({ filter: 'free' }), ids.slice(8))
    const fab = await walk(staff, { filter: 'all', lane: 'qa_fab' })
    assert.isTrue(fab.length > 0 && fab.every(({ lane }) => lane === 'qa_fab'))
    const late = await walk(staff, { filter: 'all', time: 'late' })
    const near = await walk(staff, { filter: 'all', time: 'near' })
    assert.isTrue(late.length > 0 && late.every(({ tone }) => tone === 'late'))
    assert.isTrue(near.length > late.length && near.every(({ tone }) => tone !== null))
    // 155 and 152 there are: one more than 99 is as far as is counted.
    assert.deepEqual(await countQueue(staff), { all: 100, free: 100, mine: 3, partner: 5 })

    const desk = await signIn(staff)
    await desk.get('/queue')
    assert.include(desk.page.text, 'Semua 99+')
    assert.include(desk.page.text, 'Milik saya 3')
    await desk.click('.queue-pager a[rel=next]')
    assert.lengthOf(desk.page.$('[data-queue-item]').toArray(), 25)
    await desk.get('/queue?filter=nonsense&time=never&after=x_y')
    assert.equal(desk.page.status, 200)
    assert.equal(desk.page.$('[data-queue-item]').length, 25)
  })

  test('[R5.5] another desk, Finance and a lane of others see none of it', async ({ assert }) => {
    await manyRounds(['legal'])
    assert.lengthOf(await walk(await createStaff('qa'), { filter: 'all' }), 0)
    assert.lengthOf(await walk(await createStaff('finance'), { filter: 'all' }), 0)
    assert.lengthOf(await walk(await createStaff('qa'), { filter: 'all', lane: 'legal' }), 0)
    assert.lengthOf(await walk(await createStaff('administrator'), { filter: 'all' }), MANY)
  })

  test('[R1.1] a round stands in the queue as its version goes on: open, with the partner, gone', async ({
    assert,
  }) => {
    const staff = await createStaff('legal')
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const round = await roundOf(version, 'legal')
    const has = async (filter: QueueWish['filter']) =>
      idsOf(await walk(staff, { filter })).includes(round.publicId)
    assert.deepEqual([await has('all'), await has('partner')], [true, false])
    const desk = await signIn(staff)
    await desk.get(`/queue/${round.publicId}`)
    await desk.submit(
      'form.detail-form',
      { reason: 'other', instruction: 'Perbaiki nomor SK pendirian.' },
      { name: 'decision', value: 'needs_correction' }
    )
    assert.deepEqual([await has('all'), await has('partner')], [false, true])
    await transaction(async (trx) => {
      const now = await ContentVersion.findOrFail(version.id, { client: trx })
      await now.refuse({ at: clock.now(), trx })
      await placeInQueue(now, trx)
    })
    assert.deepEqual([await has('all'), await has('partner')], [false, false])
  })
})

const idsOf = (items: QueueItem[]) => items.map(({ roundPublicId }) => roundPublicId)

/** All pages of a queue, from the first to the last. */
async function walk(staff: Staff, wish: QueueWish): Promise<QueueItem[]> {
  const items: QueueItem[] = []
  let after: string | null = null
  do {
    const page = await listQueue(staff, { ...wish, after })
    items.push(...page.items)
    after = page.after
  } while (after)
  return items
}

/** Open rounds of versions of one content, with running and standing clocks; public ids of the rounds. */
async function manyRounds(lanes: ('legal' | 'qa_content' | 'qa_fab')[]): Promise<string[]> {
  const { content, version } = await createContent(await createPartner(), { status: 'in_review' })
  await db.from('approval_rounds').where('version_id', version.id).update({ queue: null })
  const row = await db.from('content_versions').where('id', version.id).firstOrFail()
  const round = await db.from('approval_rounds').where('version_id', version.id).firstOrFail()
  const now = clock.now()
  const ids: string[] = []
  await transaction(async (trx) => {
    for (let copy = 1; copy <= MANY; copy++) {
      const number = version.number + copy
      await trx
        .table('content_versions')
        .insert({ ...without(row, 'id'), public_id: publicId(), number })
      const { id } = await trx
        .from('content_versions')
        .where({ content_id: content.id, number })
        .firstOrFail()
      for (const lane of lanes) {
        const roundId = publicId()
        ids.push(roundId)
        await trx.table('approval_rounds').insert({
          ...without(round, 'id'),
          public_id: roundId,
          version_id: id,
          lane,
          number: 1,
          status: 'open',
          claimed_by: null,
        })
      }
      // Two of three share their instant, so that the order among equals is tried as well.
      const started = now.minus({ hours: 6 * (copy - (copy % 3)) })
      const running = await ApprovalClock.start(id, { at: started, trx })
      if (copy % 4 === 0) await running.pause({ at: started.plus({ hours: copy }), trx })
      await placeInQueue({ id, status: 'in_review' }, trx)
    }
  })
  return ids
}

function without(row: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column !== name))
}
