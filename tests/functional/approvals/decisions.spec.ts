import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { load } from 'cheerio'
import PostalMime from 'postal-mime'
import { DECISIONS_OF_LANE, LANES, ROLE_OF_LANE, type Decision, type Lane } from '#approvals/lanes'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import ContentVersion from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import Agreement from '#pks/models/agreement'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { decide, mailsTo, passedChecklist } from '#tests/support/approvals'
import { createContent, roundOf } from '#tests/support/contents'
import { readCaptcha } from '#tests/support/captcha'
import { buy } from '#tests/support/test_purchases'

const NO = { reason: 'other', instruction: 'Perbaiki nomor SK pendirian, lalu kirim ulang.' }

/** What the partner reads of the reason. */
const REASON = { id: 'Lain-lain', en: 'Other' }

/** Subject and heading of the mail, and what it says comes next. */
const DECIDED = {
  id: (lane: Lane, name: string, decision: Decision) => {
    const by = { legal: 'Legal', qa_content: 'QA konten', qa_fab: 'QA FAB' }[lane]
    const [said, title] = {
      approved: ['menyetujui', 'disetujui'],
      needs_correction: ['meminta perbaikan', 'perlu perbaikan'],
      refused: ['tidak menyetujui', 'tidak disetujui'],
    }[decision]
    const next = {
      none: 'Tidak ada yang perlu Anda lakukan.',
      correct: 'perbaiki, lalu ajukan lagi',
      cancelled: 'Permintaan kemitraan untuk konten ini berakhir.',
      retest: 'ulangi pembelian uji sampai berhasil',
    }[nextOf(lane, decision)]
    return { subject: `${by} ${said} ${name}`, title: `${by}: ${title}`, next }
  },
  en: (lane: Lane, name: string, decision: Decision) => {
    const by = { legal: 'Legal', qa_content: 'QA content', qa_fab: 'QA FAB' }[lane]
    const [said, title] = {
      approved: ['has approved', 'approved'],
      needs_correction: ['asks for a correction of', 'needs correction'],
      refused: ['has not approved', 'not approved'],
    }[decision]
    const next = {
      none: 'There is nothing you need to do.',
      correct: 'mend it, then submit again',
      cancelled: 'The partnership request for this content has ended.',
      retest: 'repeat the test purchase until it succeeds',
    }[nextOf(lane, decision)]
    return { subject: `${by} ${said} ${name}`, title: `${by}: ${title}`, next }
  },
}

function nextOf(lane: Lane, decision: Decision): 'none' | 'correct' | 'cancelled' | 'retest' {
  if (decision === 'approved') return 'none'
  if (lane === 'qa_fab') return 'retest'
  return lane === 'legal' && decision === 'refused' ? 'cancelled' : 'correct'
}

async function inReview(wish: Parameters<typeof createContent>[1] = {}) {
  const partner = await createPartner()
  const made = await createContent(partner, { status: 'submitted', ...wish })
  return { ...made, partner }
}

const statusOf = async ({ id }: ContentVersion) => (await ContentVersion.findOrFail(id)).status

test.group('Decisions of Legal and QA', () => {
  test('[R5.5] both lanes approve: disetujui, and the PKS is asked for in the same transaction', async ({
    assert,
  }) => {
    const { version, partner } = await inReview({ fab: 'approved' })
    const [legal, qa] = [
      await signIn(await createStaff('legal')),
      await signIn(await createStaff('qa')),
    ]
    const round = await roundOf(version, 'legal')

    await legal.get(`/queue/${round.publicId}`)
    assert.include(legal.page.text, partner.companyName)
    await legal.submit(`form[action$="/claim"]`)
    assert.equal(await statusOf(version), 'in_review')
    assert.include(legal.page.text, 'Diambil Anda')
    await decide(legal, round.publicId, { decision: 'approved' })
    assert.include(legal.page.text, 'Sudah diputuskan')
    assert.equal(await statusOf(version), 'in_review')
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 0)

    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    const approved = await ContentVersion.findOrFail(version.id)
    assert.include(['approved', 'pks_sent'], approved.status)
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 1)
    assert.isNotNull((await ApprovalClock.of(version.id))!.endedAt)
    const kinds = (await ApprovalEvent.query().where('version_id', version.id).orderBy('id')).map(
      ({ kind, lane }) => `${lane ?? ''} ${kind}`.trim()
    )
    assert.deepEqual(kinds, [
      'submitted',
      'legal claimed',
      'legal approved',
      'qa_content approved',
      'completed',
    ])
    const audited = await db
      .from('audit_events')
      .where('type', 'approval.decided')
      .where('subject_id', round.publicId)
    assert.lengthOf(audited, 1)
  })

  for (const lane of LANES) {
    for (const decision of DECISIONS_OF_LANE[lane]) {
      test(`[R5.1] ${lane} ${decision}: mailed to the partner in the partner’s language, HTML and text`, async ({
        assert,
      }) => {
        const desk = await signIn(await createStaff(ROLE_OF_LANE[lane]))
        for (const language of ['id', 'en'] as const) {
          const partner = await createPartner({ language })
          const { version, content } = await createContent(partner, {
            status: 'in_review',
            // The others are still to decide: this approval is not the last. What a person approves at FAB has a purchase that passed.
            fab: 'open',
          })
          await buy(partner, version)
          const no = decision === 'approved' ? {} : NO
          const page = await decide(desk, (await roundOf(version, lane)).publicId, {
            decision,
            ...no,
          })
          assert.equal(page.status, 200)
          const mails = await mailsTo(partner.email)
          assert.lengthOf(mails, 1)
          const mail = await PostalMime.parse(mails[0]!.raw)
          const { subject, title, next } = DECIDED[language](lane, version.name!, decision)
          assert.equal(mail.subject, subject)
          const parts = [mail.text!, load(mail.html!)('body').text()]
          for (const part of parts) {
            for (const words of [title, version.name!, next]) assert.include(part, words)
            if (decision === 'approved') assert.notInclude(part, NO.instruction)
            else for (const words of [REASON[language], NO.instruction]) assert.include(part, words)
          }
          const prefix = language === 'en' ? '/en' : ''
          for (const part of [mail.text!, mail.html!])
            assert.include(part, `${prefix}/contents/${content.publicId}`)
        }
      })
    }
  }

  test('[R5.1] what is refused at the desk decides nothing, and nobody is told', async ({
    assert,
  }) => {
    const { version, partner } = await inReview()
    const desk = await signIn(await createStaff('legal'))
    const round = await roundOf(version, 'legal')
    const page = await decide(desk, round.publicId, { decision: 'needs_correction' })
    assert.equal(page.status, 422)
    assert.isEmpty(await mailsTo(partner.email))
  })

  test('[R5.2] Legal’s refusal cancels the request, and nothing is left to decide or to try', async ({
    assert,
  }) => {
    const { content, version, partner } = await inReview()
    const legal = await signIn(await createStaff('legal'))
    await decide(legal, (await roundOf(version, 'legal')).publicId, { decision: 'refused', ...NO })
    assert.equal(await statusOf(version), 'refused')
    assert.equal((await roundOf(version, 'qa_content')).status, 'void')
    assert.lengthOf(await Listing.query().where('content_id', content.id), 0)
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.text, 'Ditolak')
    assert.include(visitor.page.text, NO.instruction)
    await visitor.click('a[href*="copy="]')
    assert.equal(visitor.page.$('#f-name').attr('value'), version.name)
  })

  test('[R1.1] [R5.2] a correction gives the ball and the clock to the partner until it is sent again', async ({
    assert,
  }) => {
    const { content, version, partner } = await inReview()
    const [legal, qa] = [
      await signIn(await createStaff('legal')),
      await signIn(await createStaff('qa')),
    ]
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, { decision: 'approved' })
    await decide(legal, (await roundOf(version, 'legal')).publicId, {
      decision: 'needs_correction',
      ...NO,
    })
    assert.equal(await statusOf(version), 'needs_correction')
    assert.isNotNull((await ApprovalClock.of(version.id))!.pausedAt)

    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(visitor.page.$('.ball').text(), 'Bola di Anda')
    assert.include(visitor.page.$('.ball').text(), NO.instruction)
    await visitor.get(`/contents/${content.publicId}/edit`)
    await visitor.submit(
      'main form[enctype]',
      { care_phone: '0274 555 9999' },
      { name: 'intent', value: 'continue' }
    )
    await visitor.submit('main form.form-section', readCaptcha(visitor.page))
    assert.equal(await statusOf(version), 'in_review')
    assert.isNull((await ApprovalClock.of(version.id))!.pausedAt)
    const round = await roundOf(version, 'legal')
    assert.equal(`${round.number} ${round.status}`, '2 open')
    // QA had approved another telephone number.
    const again = await roundOf(version, 'qa_content')
    assert.equal(`${again.number} ${again.status}`, '2 open')
    await qa.get(`/queue/${again.publicId}`)
    assert.equal(qa.page.$('.comparison').first().find('.is-changed').length, 1)
    assert.include(qa.page.$('.comparison').first().text(), '0274 555 9999')
  })

  test('[R5.3] QA’s refusal of the content lets the partner mend it', async ({ assert }) => {
    const { version } = await inReview()
    const qa = await signIn(await createStaff('qa'))
    await decide(qa, (await roundOf(version, 'qa_content')).publicId, {
      decision: 'refused',
      ...NO,
    })
    assert.equal(await statusOf(version), 'needs_correction')
  })

  test('[R5.3] approval needs every point passed, each with its evidence', async ({ assert }) => {
    const { version } = await inReview()
    const desk = await signIn(await createStaff('qa'))
    const round = await roundOf(version, 'qa_content')
    await desk.get(`/queue/${round.publicId}`)
    assert.isDefined(desk.page.$('#approve').attr('disabled'))
    const checklist = passedChecklist(desk.page)
    for (const [field, value] of [
      ['finding_sara', 'failed'],
      ['finding_sara', 'unchecked'],
      ['note_quality', ''],
    ] as const) {
      await desk.submit(
        'form.detail-form',
        { ...checklist, [field]: value },
        { name: 'decision', value: 'approved' }
      )
      assert.equal(desk.page.status, 422)
      assert.equal((await roundOf(version, 'qa_content')).status, 'open')
      await desk.get(`/queue/${round.publicId}`)
    }
    const csrf = desk.page.$('input[name=_csrf]').first().attr('value')!
    await desk.post(`/queue/${round.publicId}/checklist`, { ...checklist, _csrf: csrf })
    assert.isUndefined(desk.page.$('#approve').attr('disabled'))
    assert.include(desk.page.text, '6 dari 6 diperiksa')
  })

  test('[R5.2] a no needs its reason and what to do', async ({ assert }) => {
    const { version } = await inReview()
    const desk = await signIn(await createStaff('legal'))
    const round = await roundOf(version, 'legal')
    const incomplete: Record<string, string>[] = [
      { decision: 'refused' },
      { decision: 'refused', reason: 'other' },
      { decision: 'needs_correction', reason: 'wrong_answer', instruction: 'Perbaiki jawabannya.' },
      { decision: 'dismissed', ...NO },
      { decision: 'refused', reason: 'other', instruction: 'x'.repeat(1_001) },
    ]
    for (const values of incomplete) {
      await decide(desk, round.publicId, values)
      assert.equal(desk.page.status, 422, JSON.stringify(values))
    }
    assert.equal((await roundOf(version, 'legal')).status, 'open')
    assert.equal(await statusOf(version), 'submitted')
  })

  test('[R5.5] of two who decide at once, one wins and the other is told', async ({ assert }) => {
    const { version } = await inReview()
    const [one, two] = [
      await signIn(await createStaff('legal', { name: 'Wulan' })),
      await signIn(await createStaff('legal', { name: 'Yudha' })),
    ]
    const round = await roundOf(version, 'legal')
    const pages = await Promise.all([
      decide(one, round.publicId, { decision: 'needs_correction', ...NO }),
      decide(two, round.publicId, { decision: 'refused', ...NO }),
    ])
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 409])
    const loser = pages.find(({ status }) => status === 409)!
    assert.match(loser.text, /(Wulan|Yudha) sudah memutuskan/)
    const events = await ApprovalEvent.query()
      .where('version_id', version.id)
      .whereIn('kind', ['refused', 'needs_correction'])
    assert.lengthOf(events, 1)
    // Once more, by the winner: a round is decided once.
    const winner = pages[0]!.status === 200 ? one : two
    const csrf = winner.page.$('input[name=_csrf]').first().attr('value')!
    const again = await winner.post(`/queue/${round.publicId}/decision`, {
      _csrf: csrf,
      decision: 'refused',
      ...NO,
    })
    assert.equal(again.status, 409)
  })

  test('[R5.5] both lanes approving at the same moment do not miss each other', async ({
    assert,
  }) => {
    const { version } = await inReview({ fab: 'approved' })
    const [legal, qa] = [
      await signIn(await createStaff('legal')),
      await signIn(await createStaff('qa')),
    ]
    const [a, b] = [await roundOf(version, 'legal'), await roundOf(version, 'qa_content')]
    await Promise.all([
      decide(legal, a.publicId, { decision: 'approved' }),
      decide(qa, b.publicId, { decision: 'approved' }),
    ])
    assert.include(['approved', 'pks_sent'], await statusOf(version))
    assert.lengthOf(await Agreement.query().where('version_id', version.id), 1)
  })

  test('[R5.5] a claimed round is its holder’s until it is released', async ({ assert }) => {
    const { version } = await inReview()
    const [one, two] = [
      await signIn(await createStaff('legal', { name: 'Wulan' })),
      await signIn(await createStaff('legal')),
    ]
    const round = await roundOf(version, 'legal')
    await Promise.all([one.get(`/queue/${round.publicId}`), two.get(`/queue/${round.publicId}`)])
    const stale = two.page
    await one.submit('form[action$="/claim"]')
    two.page = stale
    await two.submit('form[action$="/claim"]')
    assert.equal(two.page.status, 409)
    assert.include(two.page.text, 'Wulan')
    const csrf = two.page.$('input[name=_csrf]').first().attr('value')!
    for (const [path, values] of [
      ['decision', { decision: 'refused', ...NO }],
      ['checklist', {}],
      ['release', {}],
    ] as const) {
      assert.equal(
        (await two.post(`/queue/${round.publicId}/${path}`, { _csrf: csrf, ...values })).status,
        409,
        path
      )
    }
    await one.submit('form[action$="/release"]')
    assert.isNull((await roundOf(version, 'legal')).claimedBy)
    await two.get(`/queue/${round.publicId}`)
    await two.submit('form[action$="/claim"]')
    assert.equal(two.page.status, 200)
  })

  test('[R5.5] each role sees and may do only its own', async ({ assert }) => {
    const { version } = await inReview()
    const rounds = {
      legal: await roundOf(version, 'legal'),
      qa: await roundOf(version, 'qa_content'),
    }
    for (const [role, own, other] of [
      ['legal', rounds.legal, rounds.qa],
      ['qa', rounds.qa, rounds.legal],
    ] as const) {
      const desk = await signIn(await createStaff(role))
      assert.equal((await desk.get(`/queue/${own.publicId}`)).status, 200)
      const csrf = desk.page.$('input[name=_csrf]').first().attr('value')!
      assert.equal((await desk.get(`/queue/${other.publicId}`)).status, 404)
      for (const path of ['claim', 'release', 'checklist', 'decision']) {
        assert.equal(
          (
            await desk.post(`/queue/${other.publicId}/${path}`, {
              _csrf: csrf,
              decision: 'refused',
              ...NO,
            })
          ).status,
          404
        )
      }
      if (role === 'legal') continue
      assert.equal(
        (await desk.post(`/queue/${own.publicId}/reveal`, { _csrf: csrf, field: 'ktp' })).status,
        403
      )
    }
    const administrator = await signIn(await createStaff('administrator'))
    await administrator.get(`/queue/${rounds.legal.publicId}`)
    assert.equal(administrator.page.status, 200)
    assert.lengthOf(administrator.page.$('.decision button'), 0)
    const csrf = administrator.page.$('input[name=_csrf]').first().attr('value')!
    assert.equal(
      (
        await administrator.post(`/queue/${rounds.legal.publicId}/decision`, {
          _csrf: csrf,
          decision: 'refused',
          ...NO,
        })
      ).status,
      403
    )
    const finance = await signIn(await createStaff('finance'))
    assert.equal((await finance.get('/queue')).status, 403)
    assert.equal((await ApprovalRound.findOrFail(rounds.legal.id)).status, 'open')
  })

  test('[R2.5] numbers are masked; revealing one is logged before it is shown', async ({
    assert,
  }) => {
    const { version, partner } = await inReview()
    const legal = await signIn(await createStaff('legal'))
    const round = await roundOf(version, 'legal')
    await legal.get(`/queue/${round.publicId}`)
    for (const secret of [
      partner.ktp,
      partner.npwp,
      partner.bankAccount,
      partner.directorKtp,
      partner.companyNpwp,
    ]) {
      assert.notInclude(legal.page.text, secret)
    }
    const reads = () =>
      db.from('audit_events').where({ type: 'partner.read_by_staff', subject_id: partner.publicId })
    const [read] = await reads()
    assert.deepEqual(JSON.parse(read.data), { page: 'desk' })
    await legal.submit('form[action$="/reveal"]', {}, { name: 'field', value: 'director_ktp' })
    assert.include(legal.page.text, partner.directorKtp)
    assert.notInclude(legal.page.text, partner.ktp)
    const log = await db
      .from('audit_events')
      .where('type', 'partner.personal_data_read')
      .where('subject_id', partner.publicId)
    assert.lengthOf(log, 1)
    assert.notInclude(JSON.stringify(log), partner.directorKtp)
    const csrf = legal.page.$('input[name=_csrf]').first().attr('value')!
    assert.equal(
      (await legal.post(`/queue/${round.publicId}/reveal`, { _csrf: csrf, field: 'password' }))
        .status,
      404
    )
    const qa = await signIn(await createStaff('qa'))
    await qa.get(`/queue/${(await roundOf(version, 'qa_content')).publicId}`)
    assert.notInclude(qa.page.text, partner.deedNumber + ',')
    // QA reads nothing of the company, so there is nothing to log.
    assert.lengthOf(await reads(), 1)
    assert.lengthOf(qa.page.$('form[action$="/reveal"]'), 0)
  })

  test('[R4.3] QA gets a link for one use into the development store', async ({ assert }) => {
    const { version } = await inReview()
    const qa = await signIn(await createStaff('qa'))
    await qa.get(`/queue/${(await roundOf(version, 'qa_content')).publicId}`)
    await qa.submit('form[action$="/store-entry"]')
    assert.match(
      qa.page.$('a[href*="/staff-entry/"]').attr('href')!,
      /devstores.*\/staff-entry\/[\w-]{43}$/
    )
  })

  test('[R1.1] the queue sorts by time left', async ({ assert }) => {
    // What other tests left would fill the page before these three.
    await db.from('approval_rounds').update({ queue: null })
    const partner = await createPartner()
    const { clock } = await import('#shared/clock')
    const days = (count: number) => ({ submittedAt: clock.now().minus({ days: count }) })
    const late = await createContent(partner, {
      status: 'in_review',
      name: 'Z paling lama',
      ...days(15),
    })
    const near = await createContent(partner, {
      status: 'in_review',
      name: 'Y hampir',
      ...days(12),
    })
    const fresh = await createContent(partner, { status: 'in_review', name: 'X baru', ...days(1) })
    const desk = await signIn(await createStaff('legal'))
    await desk.get('/queue')
    const names = desk.page
      .$('.queue-name')
      .toArray()
      .map((element) => desk.page.$(element).text())
    const ranks = [late, near, fresh].map(({ version }) => names.indexOf(version.name!))
    assert.isTrue(ranks[0]! >= 0 && ranks[0]! < ranks[1]! && ranks[1]! < ranks[2]!)
    assert.include(desk.page.$('.queue-item.is-late').first().text(), 'lewat 1 hari')
  })

  test('[R8.6] the desk speaks English as well', async ({ assert }) => {
    const { version } = await inReview()
    const legal = await signIn(await createStaff('legal'))
    await legal.get(`/en/queue/${(await roundOf(version, 'legal')).publicId}`)
    assert.include(legal.page.text, 'Ask for correction')
    assert.notInclude(legal.page.text, 'approvals.')
  })
})
