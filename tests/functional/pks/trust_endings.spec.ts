import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { warnOfEndings } from '#pks/actions/trust_warn'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { countMails, lastMail } from '#tests/support/pks'
import { newRoot, ownCertificate, pemOf, pinned, trusted } from '#tests/support/trust'
import { uploadPin } from '#pks/actions/pin_upload'

const inDays = (days: number) => clock.now().plus({ days }).toJSDate()

test.group('Trust: what ends soon', (group) => {
  // Other files' authorities end at other times.
  group.setup(async () => {
    await db.from('certificate_alerts').delete()
    await db.from('trust_anchors').delete()
    await db.from('pinned_certificates').delete()
    await db.from('staff').update({ disabled: 1 })
  })
  group.each.teardown(() => travelBack())

  test('administrators are told thirty, seven and one days before, once each; the page marks it', async ({
    assert,
  }) => {
    const administrator = await createStaff('administrator')
    const [anchor] = await trusted(pemOf((await newRoot({ notAfter: inDays(60) })).der))
    const begin = clock.now()
    const told = async (day: number) => {
      travelTo(begin.plus({ days: day }))
      const before = await countMails(administrator.email)
      await warnOfEndings()
      await Promise.all([warnOfEndings(), warnOfEndings()])
      await drainOutbox()
      return (await countMails(administrator.email)) - before
    }
    await drainOutbox()
    assert.equal(await told(1), 0)
    assert.equal(await told(31), 1)
    assert.include((await lastMail(administrator.email))!.text, anchor!.subject)
    assert.equal(await told(40), 0)
    assert.equal(await told(54), 1)
    assert.equal(await told(58), 0)
    const visitor = await signIn(administrator)
    assert.include((await visitor.get('/trust')).text, 'Berakhir 2 hari lagi')
    assert.equal(await told(59.5), 1)
    assert.equal(await told(61), 0)
    travelTo(begin.plus({ days: 61 }))
    const late = await signIn(administrator)
    assert.include((await late.get('/trust')).text, 'Kedaluwarsa')
  })

  test('of a pin the partner is told, too; a step that was slept through is not told late', async ({
    assert,
  }) => {
    const administrator = await createStaff('administrator')
    const partner = await createPartner({ language: 'en' })
    const { der } = await ownCertificate(partner, { notAfter: inDays(40) })
    const done = await uploadPin(partner, Buffer.from(der))
    if (!done.ok) throw new Error(done.error.type)
    await pinned(done.value)
    await drainOutbox()
    const before = await countMails(administrator.email)
    travelTo(clock.now().plus({ days: 35 }))
    await warnOfEndings()
    await drainOutbox()
    assert.equal((await countMails(administrator.email)) - before, 1)
    assert.include((await lastMail(administrator.email))!.text, partner.companyName)
    assert.include((await lastMail(partner.email))!.subject, 'ends soon')
    const rows = await db.from('certificate_alerts').where('subject', done.value.publicId)
    assert.deepEqual(
      rows.map(({ days }) => Number(days)),
      [7]
    )
  })
})
