import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { addPrice, retirePrice } from '#catalogue/actions/keep_price_list'
import { proposeTerms, saveTerms } from '#catalogue/actions/edit_terms'
import TermsDraft from '#catalogue/models/terms_draft'
import TermsVersion from '#catalogue/models/terms_version'
import { inviteStaff } from '#identity/actions/invite_staff'
import {
  changeRole,
  disableStaff,
  enableStaff,
  resetSecondFactor,
} from '#identity/actions/manage_staff'
import { confirmProposal, lapseProposals, refuseProposal } from '#identity/actions/propose'
import { askForPartnerFactor } from '#identity/actions/remove_partner_factor'
import { proposalKinds } from '#identity/four_eyes'
import Proposal from '#identity/models/proposal'
import Staff, { type StaffRole } from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'
import { newTotpSecret } from '#identity/second_factor/totp'
import {
  approveBankChange,
  checkBankChange,
  confirmBankChange,
  requestBankChange,
} from '#partners/actions/change_bank'
import Partner from '#partners/models/partner'
import { confirmWithdrawal, confirmAuthorities, proposeWithdrawal } from '#pks/actions/trust_decide'
import { proposeTemplate, publishTemplate, saveTemplate } from '#pks/actions/edit_template'
import { pinCertificate, recordComparison } from '#pks/actions/pin_decide'
import PinnedCertificate from '#pks/models/pinned_certificate'
import PksTemplate from '#pks/models/pks_template'
import TemplateDraft from '#pks/models/template_draft'
import TrustAnchor from '#pks/models/trust_anchor'
import { travelBack, travelBy } from '#shared/clock'
import { transaction } from '#shared/database/main'
import type { Result } from '#shared/result'
import { createPartner, createStaff, freshEmail, signIn } from '#tests/support/accounts'
import { bankLink } from '#tests/support/bank_changes'
import { confirmAsAnother, waitingProposal } from '#tests/support/four_eyes'
import { mailsTo } from '#tests/support/registrations'
import { newRoot, pemOf, proposed, trusted, uploadedPin } from '#tests/support/trust'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const REASON = 'Ditelepon lewat nomor kantor yang terdaftar.'

/** A change that one member of staff has asked for. */
interface Waiting {
  confirm(by: Staff): Promise<Result<unknown, { type: string }>>
  isDone(): Promise<boolean>
}

/** A place where money or trust changes: docs/operations.md has the same list. */
interface Place {
  what: string
  roles: readonly [StaffRole, StaffRole]
  /** Of proposals: their kind. */
  kind?: string
  ask(first: Staff): Promise<Waiting>
  /** Events of the first and of the second. */
  events: readonly [string, string]
}

const must = <T>(done: Result<T, { type: string }>): T => {
  if (!done.ok) throw new Error(done.error.type)
  return done.value
}

/** A change that waits as a proposal does. */
function asProposal(
  kind: string,
  what: string,
  event: string,
  ask: (first: Staff) => Promise<() => Promise<boolean>>
): Place {
  return {
    what,
    kind,
    roles: ['administrator', 'administrator'],
    events: ['proposal.made', event],
    ask: async (first) => {
      const isDone = await ask(first)
      const { publicId, ripeAt, createdAt } = await waitingProposal(kind)
      travelBy(ripeAt.toMillis() - createdAt.toMillis())
      return { isDone, confirm: (by) => confirmProposal(by, publicId) }
    },
  }
}

const fresh = ({ id }: Staff) => Staff.findOrFail(id)

const PLACES: Place[] = [
  asProposal('staff.invite', 'an invitation to Finance', 'staff.invited', async (first) => {
    const email = freshEmail('undangan')
    must(await inviteStaff(first, { email, role: 'finance', language: 'id' }))
    return async () => (await StaffInvitation.findBy({ email })) !== null
  }),
  asProposal('staff.role', 'a promotion to administrator', 'staff.role_changed', async (first) => {
    const staff = await createStaff('qa')
    must(await changeRole(first, staff.publicId, 'administrator'))
    return async () => {
      const { role } = await fresh(staff)
      return role === 'administrator'
    }
  }),
  asProposal('staff.enable', 'Legal let in again', 'staff.enabled', async (first) => {
    const staff = await createStaff('legal', { disabled: true })
    must(await enableStaff(first, staff.publicId))
    return async () => {
      const { disabled } = await fresh(staff)
      return !disabled
    }
  }),
  asProposal(
    'staff.second_factor',
    'a second factor of staff',
    'staff.second_factor_reset',
    async (first) => {
      const staff = await createStaff('qa')
      must(await resetSecondFactor(first, staff.publicId, REASON))
      return async () => {
        const { totpSecret } = await fresh(staff)
        return totpSecret === null
      }
    }
  ),
  asProposal(
    'partner.second_factor',
    'a second factor of a partner',
    'partner.second_factor_reset',
    async (first) => {
      const partner = await createPartner({ totpSecret: newTotpSecret() })
      must(await askForPartnerFactor(first, partner, REASON))
      return async () => {
        const { totpSecret } = await Partner.findOrFail(partner.id)
        return totpSecret === null
      }
    }
  ),
  asProposal('price.add', 'a price on the list', 'price.added', async (first) => {
    must(await addPrice(first, 87_650))
    return async () => {
      const listed = await db.from('price_points').where({ amount: 87_650, retired: 0 })
      return listed.length === 1
    }
  }),
  asProposal('terms.publish', 'the Term of Service', 'terms.published', async (first) => {
    const revision = must(
      await saveTerms(first, { textId: '# Satu\n\nIsi.', textEn: '# One\n\nText.', revision: 0 })
    )
    const { number } = await TermsVersion.current()
    must(await proposeTerms(first, revision))
    return async () => {
      const current = await TermsVersion.current()
      return current.number === number + 1
    }
  }),
  {
    what: 'a template of the PKS',
    roles: ['legal', 'administrator'],
    events: ['pks_template.proposed', 'pks_template.published'],
    ask: async (first) => {
      const desk = await signIn(first)
      await desk.get('/catalogue/templates/addendum')
      const [textId, textEn] = ['id', 'en'].map((of) => desk.page.$(`#f-text_${of}`).text())
      const text = { textId: textId!, textEn: textEn!, revision: 0 }
      const revision = must(await saveTemplate(first, 'addendum', text))
      must(await proposeTemplate(first, 'addendum', revision))
      const before = await PksTemplate.query().where('kind', 'addendum')
      return {
        confirm: (by) => publishTemplate(by, 'addendum', revision),
        isDone: async () => {
          const all = await PksTemplate.query().where('kind', 'addendum')
          return all.length === before.length + 1
        },
      }
    },
  },
  {
    what: 'where a partner is paid',
    roles: ['finance', 'legal'],
    events: ['partner.bank_change_checked', 'partner.bank_change_approved'],
    ask: async (first) => {
      const partner = await createPartner()
      const { bankName, bankBranch, bankHolder } = partner
      const wanted = { bankName, bankBranch, bankHolder, bankAccount: '1370012559999' }
      await transaction((trx) => requestBankChange(trx, partner, wanted))
      const path = await bankLink(partner.email)
      const { publicId: id } = must(await confirmBankChange(path.split('/').at(-1)!))
      must(await checkBankChange({ id, by: first, channel: 'phone' }))
      return {
        confirm: (by) => approveBankChange({ id, by }),
        isDone: async () => {
          const { bankAccount } = await Partner.findOrFail(partner.id)
          return bankAccount === wanted.bankAccount
        },
      }
    },
  },
  {
    what: 'an authority that replies are trusted from',
    roles: ['administrator', 'legal'],
    events: ['trust.proposed', 'trust.activated'],
    ask: async (first) => {
      const [anchor] = await proposed(pemOf((await newRoot()).der), first)
      return anchorWaiting(anchor!, 'active', (by) =>
        confirmAuthorities({ ids: [anchor!.publicId], by })
      )
    },
  },
  {
    what: 'an authority that replies are not trusted from any more',
    roles: ['administrator', 'legal'],
    events: ['trust.withdrawal_proposed', 'trust.withdrawn'],
    ask: async (first) => {
      const [anchor] = await trusted(pemOf((await newRoot()).der))
      must(await proposeWithdrawal({ id: anchor!.publicId, reason: REASON, by: first }))
      return anchorWaiting(anchor!, 'withdrawn', (by) =>
        confirmWithdrawal({ id: anchor!.publicId, by })
      )
    },
  },
  {
    what: "a partner's own certificate",
    roles: ['legal', 'legal'],
    events: ['pin.compared', 'pin.pinned'],
    ask: async (first) => {
      const pin = await uploadedPin(await createPartner())
      const { publicId: id, sha256: heard } = pin
      must(await recordComparison({ id, by: first, channel: 'phone', heard, note: REASON }))
      return {
        confirm: (by) => pinCertificate({ id, by }),
        isDone: async () => {
          const { status } = await PinnedCertificate.findOrFail(pin.id)
          return status === 'pinned'
        },
      }
    },
  },
]

function anchorWaiting(anchor: TrustAnchor, status: string, confirm: Waiting['confirm']): Waiting {
  return {
    confirm,
    isDone: async () => {
      const now = await TrustAnchor.findOrFail(anchor.id)
      return now.status === status
    },
  }
}

const newestEvent = async () => {
  const [{ last }] = await db.from('audit_events').max('id as last')
  return Number(last ?? 0)
}

test.group('Four eyes', (group) => {
  const alone = () => db.from('staff').update({ disabled: 1, administrator_until: null })

  group.setup(async () => {
    const prices = await db.from('price_points').select('amount')
    return async () => {
      await db.from('proposals').where('status', 'open').update({ status: 'void' })
      const amounts = prices.map(({ amount }) => amount)
      await db.from('price_points').whereNotIn('amount', amounts).delete()
      await db.from('terms_versions').where('number', '>', 1).delete()
      await db.from('pks_templates').where('number', '>', 1).delete()
      await db.from(TermsDraft.table).update({ status: 'discarded' })
      await db.from(TemplateDraft.table).update({ status: 'discarded' })
    }
  })
  group.each.setup(async () => {
    await alone()
  })
  group.each.teardown(() => travelBack())

  test('every kind of proposal is a place of the table', ({ assert }) => {
    assert.sameMembers(
      PLACES.flatMap(({ kind }) => kind ?? []),
      proposalKinds()
    )
  })

  test('[R5.5] {what}: one asks and cannot confirm, another one can, both are on record')
    .with(PLACES)
    .run(async ({ assert }, { roles, ask, events }) => {
      const [first, second] = [await createStaff(roles[0]), await createStaff(roles[1])]
      const before = await newestEvent()
      const waiting = await ask(first)
      assert.isFalse(await waiting.isDone())
      const own = await waiting.confirm(first)
      assert.isFalse(own.ok)
      assert.equal(own.ok ? '' : own.error.type, 'own')
      assert.isFalse(await waiting.isDone())
      // Twice at once: it happens once.
      const both = await Promise.all([waiting.confirm(second), waiting.confirm(second)])
      assert.lengthOf(
        both.filter(({ ok }) => ok),
        1
      )
      assert.isTrue(await waiting.isDone())
      for (const [at, by] of [first, second].entries()) {
        const rows = await db
          .from('audit_events')
          .where('id', '>', before)
          .where({ type: events[at], actor_kind: 'staff', actor_id: by.publicId })
        assert.lengthOf(rows, 1, events[at])
        assert.notInclude(JSON.parse(rows[0].data), { alone: true })
      }
    })

  test('[R5.5] to trust less takes one: shut out, demoted to QA, a price retired', async ({
    assert,
  }) => {
    const [by] = [await createStaff('administrator'), await createStaff('administrator')]
    const [legal, finance] = [await createStaff('legal'), await createStaff('finance')]
    assert.deepEqual(must(await disableStaff(by, legal.publicId)), { isDone: true })
    assert.deepEqual(must(await changeRole(by, finance.publicId, 'qa')), { isDone: true })
    const [{ amount }] = await db.from('price_points').where('retired', 0).limit(1)
    assert.isTrue((await retirePrice(by, Number(amount))).ok)
    await db.from('price_points').where({ amount }).update({ retired: 0 })
  })

  test('[R5.5] who is the only administrator acts alone: done, told to Legal too, marked in the trail', async ({
    assert,
  }) => {
    const [only, legal] = [await createStaff('administrator'), await createStaff('legal')]
    const email = freshEmail('undangan')
    const wanted = { email, role: 'administrator', language: 'id' } as const
    assert.deepEqual(must(await inviteStaff(only, wanted)), { isDone: true })
    const proposal = await Proposal.findByOrFail({ subject: email })
    assert.equal(proposal.status, 'confirmed')
    const [event] = await db
      .from('audit_events')
      .where({ type: 'proposal.confirmed', subject_id: proposal.publicId })
    assert.deepEqual(JSON.parse(event.data), { what: 'staff.invite', alone: true })
    for (const reader of [only, legal]) {
      const subjects = (await mailsTo(reader.email)).map(({ subject }) => subject)
      assert.include(subjects, 'Perubahan dilakukan oleh satu administrator')
    }
  })

  test('[R5.5] nobody gets alone by shutting the others out a moment before', async ({
    assert,
  }) => {
    const [one, other] = [await createStaff('administrator'), await createStaff('administrator')]
    assert.isTrue((await disableStaff(one, other.publicId)).ok)
    const staff = await createStaff('qa')
    const asked = await changeRole(one, staff.publicId, 'finance')
    assert.equal(asked.ok ? '' : asked.error.type, 'nobody_yet')
    travelBy(7 * DAY + HOUR)
    assert.deepEqual(must(await changeRole(one, staff.publicId, 'finance')), { isDone: true })
  })

  test('[R5.5] what somebody has asked for goes with their office, and ends after a week', async ({
    assert,
  }) => {
    const people = [1, 2, 3].map(() => createStaff('administrator'))
    const [one, other, third] = (await Promise.all(people)) as [Staff, Staff, Staff]
    const staff = await createStaff('qa')
    must(await changeRole(one, staff.publicId, 'finance'))
    const orphan = await waitingProposal('staff.role')
    must(await disableStaff(other, one.publicId))
    const late = await confirmProposal(third, orphan.publicId)
    assert.equal(late.ok ? '' : late.error.type, 'too_late')
    must(await changeRole(other, staff.publicId, 'finance'))
    const old = await waitingProposal('staff.role')
    const again = await changeRole(third, staff.publicId, 'finance')
    assert.equal(again.ok ? '' : again.error.type, 'asked')
    travelBy(7 * DAY)
    assert.isFalse((await confirmProposal(third, old.publicId)).ok)
    await lapseProposals()
    assert.equal((await Proposal.findOrFail(old.id)).status, 'void')
    assert.equal((await fresh(staff)).role, 'qa')
  })

  test('[R5.5] neither whom it is about confirms, nor who has written a word of it', async ({
    assert,
  }) => {
    const [one, other] = [await createStaff('administrator'), await createStaff('administrator')]
    must(await changeRole(one, other.publicId, 'finance'))
    const about = await waitingProposal('staff.role')
    const own = await confirmProposal(other, about.publicId)
    assert.equal(own.ok ? '' : own.error.type, 'own')
    const texts = { textId: '# Satu\n\nIsi.', textEn: '# One\n\nText.', revision: 0 }
    const revision = must(await saveTerms(other, texts))
    must(await proposeTerms(one, revision))
    const terms = await waitingProposal('terms.publish')
    const written = await confirmProposal(other, terms.publicId)
    assert.equal(written.ok ? '' : written.error.type, 'own')
    must(await refuseProposal(other, terms.publicId))
  })

  test('[R5.5] on the page: asked, told by mail, refused to who asked, confirmed by another, refused with a mail back', async ({
    assert,
  }) => {
    const [one, other] = [
      await createStaff('administrator'),
      await createStaff('administrator', { language: 'en' }),
    ]
    const staff = await createStaff('qa', { name: 'Sekar Arum' })
    const first = await signIn(one)
    await first.get(`/staff/${staff.publicId}`)
    await first.submit('form[data-form=role]', { role: 'finance' })
    assert.include(first.page.text, 'Menunggu administrator kedua')
    const [mail] = (await mailsTo(other.email)).filter(({ text }) => text.includes('Sekar Arum'))
    assert.equal(mail!.subject, 'A change waits for your confirmation')
    const { publicId } = await waitingProposal('staff.role')
    await first.get('/confirmations')
    const here = `[data-proposal="${publicId}"] form[action$=`
    assert.lengthOf(first.page.$(`${here}"/refusal"]`).toArray(), 1)
    assert.lengthOf(first.page.$(`${here}"/confirmation"]`).toArray(), 0)
    const csrf = first.page.$('input[name=_csrf]').first().attr('value')!
    const forged = await first.post(`/confirmations/${publicId}/confirmation`, { _csrf: csrf })
    assert.equal(forged.status, 403)
    assert.equal((await fresh(staff)).role, 'qa')
    const second = await signIn(other)
    await second.get('/en/confirmations')
    assert.include(second.page.text, 'Make Sekar Arum Finance')
    await second.submit(`${here}"/refusal"]`)
    assert.equal((await fresh(staff)).role, 'qa')
    const subjects = (await mailsTo(one.email)).map(({ subject }) => subject)
    assert.include(subjects, 'Permintaan Anda sudah diputuskan')
    const late = await second.post(`/confirmations/${publicId}/confirmation`, {
      _csrf: second.page.$('input[name=_csrf]').first().attr('value')!,
    })
    assert.equal(late.status, 409)
  })

  test('[R4.2] a partner without phone and codes: asked with a reason, told at once, a day to object, then confirmed', async ({
    assert,
  }) => {
    const [one] = [await createStaff('administrator'), await createStaff('administrator')]
    const partner = await createPartner({ totpSecret: newTotpSecret(), language: 'en' })
    const desk = await signIn(one)
    const ask = async () => {
      await desk.get(`/companies/${partner.publicId}`)
      return desk.submit('form[action$="/second-factor"]', { reason: REASON })
    }
    await desk.get(`/companies/${partner.publicId}`)
    const bare = await desk.submit('form[action$="/second-factor"]', { reason: '' })
    assert.equal(bare.status, 422)
    assert.include((await ask()).text, 'Menunggu administrator kedua')
    const linkOf = async () => {
      const mails = await mailsTo(partner.email)
      const paths = mails.flatMap(
        ({ text }) =>
          /https?:\/\/[^/\s]+((?:\/en)?\/second-factor-kept\/[\w-]+)/.exec(text)?.[1] ?? []
      )
      return paths.at(-1)!
    }
    // Nobody confirms before the day is over.
    const second = await confirmAsAnother('partner.second_factor').catch(() => null)
    assert.isNull(second)
    // The link only looks; its button stops it, once.
    const link = await linkOf()
    const guest = new Visitor('partner')
    assert.equal((await guest.get(link)).status, 200)
    assert.equal((await waitingProposal('partner.second_factor')).status, 'open')
    await guest.submit('main form')
    assert.include(guest.page.text, 'The second factor stays')
    assert.equal((await guest.get(link)).status, 410)
    assert.isNotNull((await Partner.findOrFail(partner.id)).totpSecret)
    const events = db
      .from('audit_events')
      .where({ type: 'proposal.refused', actor_kind: 'partner' })
    assert.lengthOf(await events.where('actor_id', partner.publicId), 1)

    await ask()
    travelBy(24 * HOUR)
    await confirmAsAnother('partner.second_factor')
    assert.isNull((await Partner.findOrFail(partner.id)).totpSecret)
    const subjects = (await mailsTo(partner.email)).map(({ subject }) => subject)
    assert.include(subjects, 'Your second factor was removed')
    assert.equal((await guest.get(await linkOf())).status, 410)
  })

  test('[R5.5] the other administrators hear of invitations, roles and who is shut out, in their language', async ({
    assert,
  }) => {
    const one = await createStaff('administrator', { name: 'Laras Ayu' })
    const other = await createStaff('administrator', { language: 'en' })
    const staff = await createStaff('finance', { name: 'Sekar Arum' })
    const email = freshEmail('undangan')
    must(await inviteStaff(one, { email, role: 'qa', language: 'id' }))
    must(await changeRole(one, staff.publicId, 'qa'))
    must(await disableStaff(one, staff.publicId))
    must(await enableStaff(one, staff.publicId))
    const told = (await mailsTo(other.email)).map(({ text }) => text).join('\n')
    for (const words of [
      `Laras Ayu invited ${email} as QA.`,
      'Laras Ayu gave Sekar Arum the role QA.',
      'Laras Ayu disabled the account of Sekar Arum (QA).',
      'Laras Ayu enabled the account of Sekar Arum (QA) again.',
    ])
      assert.include(told, words)
    assert.lengthOf(await mailsTo(one.email), 0)
  })
})
