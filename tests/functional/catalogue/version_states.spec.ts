import { test } from '@japa/runner'
import { publishVersion } from '#catalogue/actions/publish_version'
import Content from '#catalogue/models/content'
import ContentVersion, {
  IllegalStep,
  VERSION_STATUSES,
  type VersionStatus,
} from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { createPartner } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'

type Step = (version: ContentVersion, trx: Trx) => Promise<void>

const at = clock.now()
const STEPS: Record<string, { step: Step; to: VersionStatus; from: VersionStatus[] }> = {
  submit: {
    step: (v, trx) => v.submit({ at, trx, key: `k${v.publicId}` }),
    to: 'submitted',
    from: ['draft'],
  },
  resubmit: {
    step: (v, trx) => v.resubmit({ at, trx, key: `r${v.publicId}` }),
    to: 'in_review',
    from: ['needs_correction'],
  },
  beginReview: {
    step: (v, trx) => v.beginReview({ at, trx }),
    to: 'in_review',
    from: ['submitted'],
  },
  askForCorrection: {
    step: (v, trx) => v.askForCorrection({ at, trx }),
    to: 'needs_correction',
    from: ['submitted', 'in_review'],
  },
  refuse: {
    step: (v, trx) => v.refuse({ at, trx }),
    to: 'refused',
    from: ['submitted', 'in_review', 'needs_correction'],
  },
  withdraw: {
    step: (v, trx) => v.withdraw({ at, trx }),
    to: 'withdrawn',
    from: ['draft', 'submitted', 'in_review', 'needs_correction'],
  },
  approve: {
    step: (v, trx) => v.approve({ at, trx, company: 'PT Nada Pusaka' }),
    to: 'approved',
    from: ['in_review', 'pks_sent'],
  },
  markPksSent: { step: (v, trx) => v.markPksSent({ at, trx }), to: 'pks_sent', from: ['approved'] },
  publish: {
    step: (v, trx) => v.publish({ at, trx }),
    to: 'published',
    from: ['approved', 'pks_sent'],
  },
  supersede: { step: (v, trx) => v.supersede({ at, trx }), to: 'superseded', from: ['published'] },
}

test.group('States of a content version', () => {
  for (const [name, { step, to, from }] of Object.entries(STEPS)) {
    test(`[R5.5] ${name} is taken from ${from.join(', ')} and refused from every other state`, async ({
      assert,
    }) => {
      const partner = await createPartner()
      for (const status of VERSION_STATUSES) {
        const { version } = await createContent(partner, { status })
        const fresh = await ContentVersion.findOrFail(version.id)
        if (from.includes(status)) {
          await transaction((trx) => step(fresh, trx))
          assert.equal(fresh.status, to)
        } else {
          await assert.rejects(() => transaction((trx) => step(fresh, trx)), IllegalStep)
        }
        assert.equal(
          (await ContentVersion.findOrFail(version.id)).status,
          from.includes(status) ? to : status
        )
      }
    })
  }

  test('[R5.5] of two who take the same step, one wins', async ({ assert }) => {
    const { version } = await createContent(await createPartner(), { status: 'in_review' })
    const [one, two] = [
      await ContentVersion.findOrFail(version.id),
      await ContentVersion.findOrFail(version.id),
    ]
    await transaction((trx) => one.approve({ at, trx, company: 'PT Nada Pusaka' }))
    await assert.rejects(() => transaction((trx) => two.refuse({ at, trx })), IllegalStep)
  })

  test('[R6.5] publishing lists the content in both stores, once, and a newer version takes its place', async ({
    assert,
  }) => {
    const { content, version } = await createContent(await createPartner(), { status: 'pks_sent' })
    await transaction((trx) => publishVersion(trx, version.id))
    await transaction((trx) => publishVersion(trx, version.id))
    const listings = await Listing.query().where('content_id', content.id).orderBy('id')
    assert.deepEqual(listings.map((row) => [row.environment, row.visibility]).sort(), [
      ['development', 'public'],
      ['production', 'public'],
    ])
    assert.equal(listings[0]!.cover, `/covers/${content.publicId}/musik.svg`)

    const next = await ContentVersion.create({
      ...version.$attributes,
      id: undefined,
      publicId: undefined,
      number: 2,
      status: 'approved',
      name: 'Gamelan Saku Baru',
      submitKey: null,
    } as Partial<ContentVersion>)
    await transaction((trx) => publishVersion(trx, next.id))
    assert.equal((await ContentVersion.findOrFail(version.id)).status, 'superseded')
    assert.equal((await Content.findOrFail(content.id)).liveVersionId, next.id)
    const [row] = await Listing.query()
      .where('content_id', content.id)
      .where('environment', 'production')
    assert.equal(row!.name, 'Gamelan Saku Baru')
  })

  test('[R6.5] what was never approved cannot be published', async ({ assert }) => {
    for (const status of ['draft', 'in_review', 'refused', 'withdrawn'] as const) {
      const { content, version } = await createContent(await createPartner(), { status })
      await assert.rejects(() => transaction((trx) => publishVersion(trx, version.id)), IllegalStep)
      assert.lengthOf(
        await Listing.query().where('content_id', content.id).where('environment', 'production'),
        0
      )
    }
  })
})
