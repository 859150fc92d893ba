import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { readDraft } from '#pks/document/draft'
import Agreement from '#pks/models/agreement'
import { createPartner } from '#tests/support/accounts'
import { createApprovedVersion, request } from '#tests/support/pks'

test.group('PKS template', () => {
  test('[R3.5] points carry the data of content and company, in both languages', async ({
    assert,
  }) => {
    const partner = await createPartner({ bankAccount: '1370012556780' })
    const version = await createApprovedVersion(partner)
    const [id, en] = [
      (await readDraft(version, partner, 'id')).points,
      (await readDraft(version, partner, 'en')).points,
    ] as const
    const all = (points: typeof id) => JSON.stringify(points)
    assert.equal(id.length, en.length)
    assert.deepEqual(
      id.map((point) => point.paragraphs.length),
      en.map((point) => point.paragraphs.length)
    )
    assert.deepEqual(
      id.map((point) => point.number),
      Array.from({ length: id.length }, (_, i) => i + 1)
    )
    for (const text of [all(id), all(en)]) {
      assert.include(text, 'Gamelan Saku')
      assert.include(text, partner.companyName)
      assert.include(text, partner.email)
      assert.include(text, '65%')
      // 22,000 with 11 % PPN included: 2,180 PPN, base 19,820, 65 % of it 12,883.
      for (const sum of ['Rp 22.000', 'Rp 2.180', 'Rp 19.820', 'Rp 12.883', 'Rp 6.937'])
        assert.include(text, sum)
      assert.notMatch(text, /\{\{|\}\}|undefined/)
    }
    assert.include(all(id), 'SARA')
    assert.include(all(en), '24 hours a day and 7 days a week')
  })

  test('[R2.5] account and tax numbers appear masked only', async ({ assert }) => {
    const partner = await createPartner()
    const text = JSON.stringify(
      await readDraft(await createApprovedVersion(partner), partner, 'id')
    )
    assert.include(text, '•••• 6780')
    for (const secret of [
      partner.bankAccount,
      partner.companyNpwp,
      partner.ktp,
      partner.directorKtp,
    ]) {
      assert.notInclude(text, secret)
    }
  })
})

test.group('asking for a PKS', () => {
  test('[R6.1] gives it a number, a public verification number and a secret code of 16 letters and digits', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const first = await request(await createApprovedVersion(partner))
    const second = await request(await createApprovedVersion(partner))
    assert.match(first.number, /^PKS-\d{4}-\d{4,}$/)
    assert.notEqual(first.number, second.number)
    assert.match(first.verificationNumber, /^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/)
    assert.match(first.code, /^[A-Za-z0-9]{16}$/)
    const [row] = await db.from('agreements').where('id', first.id)
    assert.notInclude(JSON.stringify(row), first.code)
    assert.equal((await Agreement.findOrFail(first.id)).code, first.code)
    const [message] = await db.from('outbox').where('dedupe_key', `pks.seal:${first.publicId}`)
    assert.notInclude(message.payload, first.code)
  })

  test('[R6.1] twice for one version is one PKS', async ({ assert }) => {
    const version = await createApprovedVersion(await createPartner())
    const [first, again] = [await request(version), await request(version)]
    assert.equal(first.id, again.id)
    const rows = await db.from('outbox').where('dedupe_key', `pks.seal:${first.publicId}`)
    assert.lengthOf(rows, 1)
  })
})
