import { setTimeout } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import {
  approveBankChange,
  lapseBankChanges,
  requestBankChange,
} from '#partners/actions/change_bank'
import { holdPartner } from '#partners/actions/hold_partner'
import BankChange from '#partners/models/bank_change'
import Partner from '#partners/models/partner'
import { travelBack, travelBy } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { createPartner, createStaff, PASSWORD, signIn } from '#tests/support/accounts'
import { bankLink } from '#tests/support/bank_changes'
import { mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000
const WANTED = '9988776655'
const WISH = { bank_account: '99 8877 6655', bank_branch: 'KCP Sleman', password: PASSWORD }

/** Sends what a form of the page at hand would, without looking for the form: its token goes along. */
function send(visitor: Visitor, path: string, values: Record<string, string> = {}) {
  const token = visitor.page.$('input[name=_csrf]').first().attr('value')
  return visitor.post(path, { ...values, ...(token && { _csrf: token }) })
}

/** The partner asks for another account on its own form. */
async function ask(partner: Partner, values: Record<string, string> = WISH) {
  const visitor = await signIn(partner)
  await visitor.get('/account/edit')
  return { visitor, page: await visitor.submit('main form', values) }
}

async function asked(): Promise<{ partner: Partner; path: string }> {
  const partner = await createPartner()
  await ask(partner)
  return { partner, path: await bankLink(partner.email) }
}

async function confirmed() {
  const { partner, path } = await asked()
  await new Visitor('partner').post(path, {})
  const change = await BankChange.findByOrFail({ partnerId: partner.id })
  return { partner, change, here: `/bank-changes/${change.publicId}` }
}

/** A member of staff before a change. */
async function at({ publicId }: BankChange): Promise<Visitor> {
  const visitor = await signIn(await createStaff('legal'))
  await visitor.get(`/bank-changes/${publicId}`)
  return visitor
}

const accountOf = async ({ id }: Partner) => (await Partner.findOrFail(id)).bankAccount
const eventsOf = async ({ publicId }: Partner) =>
  (await db.from('audit_events').where('subject_id', publicId).orderBy('id').select('type')).map(
    ({ type }) => type
  )

test.group('A change of bank account', (group) => {
  group.setup(async () => {
    await db.from('staff').update({ disabled: 1 })
  })
  group.each.teardown(() => travelBack())

  test('[R2.4] money goes elsewhere only after the mailed link and two members of staff', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const former = partner.bankAccount
    const legal = await createStaff('legal')
    const finance = await createStaff('finance', { language: 'en' })
    const { visitor, page } = await ask(partner, { ...WISH, name: 'Bagas W.' })
    assert.match(page.url, /^\/account\?saved=1&bank=asked/)
    assert.include(page.text, 'Rekening baru belum berlaku')
    assert.include(page.text, '•••• 6655')
    assert.notInclude(page.text, WANTED)
    assert.equal((await Partner.findOrFail(partner.id)).name, 'Bagas W.')
    assert.equal(await accountOf(partner), former)

    // Opening the link, as mail scanners do, changes nothing.
    const path = await bankLink(partner.email)
    const reader = new Visitor('partner')
    for (let times = 0; times < 3; times++) {
      const shown = await reader.get(path)
      assert.equal(shown.status, 200)
      assert.equal(shown.headers['cache-control'], 'private, no-store')
      assert.include(shown.text, '•••• 6655')
      assert.notInclude(shown.text, WANTED)
    }
    const change = await BankChange.findByOrFail({ partnerId: partner.id })
    assert.equal(change.status, 'unconfirmed')
    assert.lengthOf(await mailsTo(legal.email), 0)

    assert.include((await reader.post(path, {})).text, 'sudah dikonfirmasi')
    assert.equal((await reader.post(path, {})).status, 410)
    assert.equal(await accountOf(partner), former)
    assert.include((await mailsTo(legal.email)).at(-1)!.subject, 'menunggu')
    assert.include((await mailsTo(finance.email)).at(-1)!.subject, 'A new account of')

    const here = `/bank-changes/${change.publicId}`
    const first = await signIn(finance)
    const masked = await first.get(here)
    assert.include(masked.text, '•••• 6655')
    assert.notInclude(masked.text, WANTED)
    await send(first, `${here}/check`, { channel: 'phone' })
    await change.refresh()
    assert.equal(change.status, 'checked')
    assert.equal(await accountOf(partner), former)
    const own = await send(first, `${here}/approval`, {})
    assert.equal(own.status, 403)
    assert.include(own.text, 'Anda yang memeriksanya')
    assert.equal(await accountOf(partner), former)

    const second = await signIn(legal)
    await send(second, `${here}/approval`, {})
    assert.equal(await accountOf(partner), WANTED)
    assert.equal((await Partner.findOrFail(partner.id)).bankBranch, 'KCP Sleman')
    assert.include((await mailsTo(partner.email)).at(-1)!.subject, 'sudah berlaku')
    assert.deepEqual(
      (await eventsOf(partner)).filter((type) => type.includes('bank_change')),
      ['requested', 'confirmed', 'checked', 'approved'].map((step) => `partner.bank_change_${step}`)
    )
    // What Legal approved for a PKS that is not made yet is looked at again.
    const woken = await db.from('outbox').where('kind', 'partner.legal_data_changed')
    assert.isTrue(woken.some(({ payload }) => JSON.parse(payload).partnerId === partner.id))
    assert.equal((await send(second, `${here}/approval`, {})).status, 409)
    assert.equal((await visitor.get('/account')).$('#bank-change').length, 0)
  })

  test('[R2.4] of twenty who approve at once one does; who has checked never does, however it is tried', async ({
    assert,
  }) => {
    const { partner, change } = await confirmed()
    const checker = await createStaff('legal')
    const visitor = await signIn(checker)
    await send(visitor, `/bank-changes/${change.publicId}/check`, { channel: 'video' })
    const others = await Promise.all(Array.from({ length: 19 }, () => createStaff('finance')))
    const outcomes = await Promise.all(
      [checker, ...others].map((by) => approveBankChange({ id: change.publicId, by }))
    )
    assert.lengthOf(
      outcomes.filter(({ ok }) => ok),
      1
    )
    assert.isFalse(outcomes[0]!.ok)
    await change.refresh()
    assert.notEqual(change.decidedBy, checker.publicId)
    assert.equal(await accountOf(partner), WANTED)
    const approvals = (await eventsOf(partner)).filter((type) => type.endsWith('change_approved'))
    assert.lengthOf(approvals, 1)
  })

  test('[R2.4] approval and a newer wish of the partner wait for each other and never in a circle', async ({
    assert,
  }) => {
    const { partner, change } = await confirmed()
    await send(await at(change), `/bank-changes/${change.publicId}/check`, { channel: 'video' })
    const by = await createStaff('finance')
    const approval = { isSettled: false }
    // The wish holds the partner, as its form does, while the approval comes.
    const [, approved] = await Promise.all([
      transaction(async (trx) => {
        const held = await holdPartner(trx, partner.id)
        await setTimeout(80)
        assert.isFalse(approval.isSettled)
        const { bankName, bankHolder } = held
        await requestBankChange(trx, held, {
          bankName,
          bankHolder,
          bankBranch: 'KCP Bantul',
          bankAccount: '1122334455',
        })
      }),
      setTimeout(20)
        .then(() => approveBankChange({ id: change.publicId, by }))
        .finally(() => (approval.isSettled = true)),
    ])
    assert.isFalse(approved.ok)
    assert.equal(await accountOf(partner), partner.bankAccount)
  })

  test('[R2.4] a reveal is a POST, logged before it shows, shown once, and told to the partner', async ({
    assert,
  }) => {
    const { partner, here } = await confirmed()
    const finance = await createStaff('finance', { name: 'Ratna Finance' })
    const visitor = await signIn(finance)
    await visitor.get(here)
    const shown = await send(visitor, `${here}/reveal`, {})
    assert.include(shown.text, WANTED)
    assert.include(shown.text, partner.bankAccount)
    assert.equal(shown.headers['cache-control'], 'private, no-store')
    assert.notInclude((await visitor.get(here)).text, WANTED)
    const [event] = await db
      .from('audit_events')
      .where({ type: 'partner.personal_data_read', subject_id: partner.publicId })
    assert.deepEqual(JSON.parse(event.data), { field: 'bankAccount', reason: 'bank_check' })
    assert.equal(event.actor_id, finance.publicId)
    const account = await (await signIn(partner)).get('/account')
    const reads = account.$('#reads').text()
    for (const word of ['Ratna Finance', 'Nomor Rekening', 'Pemeriksaan rekening baru'])
      assert.include(reads, word)
  })

  test('[R2.4] staff refuse with a reason that the partner reads; nothing of the wish is kept', async ({
    assert,
  }) => {
    const { partner, change, here } = await confirmed()
    const visitor = await signIn(await createStaff('legal'))
    const without = await send(visitor, `${here}/refusal`, { reason: 'tidak' })
    assert.equal(without.status, 422)
    await send(visitor, `${here}/refusal`, { reason: 'Nama pemilik bukan nama perusahaan.' })
    await change.refresh()
    assert.equal(change.status, 'refused')
    assert.isNull(change.wanted)
    assert.equal(await accountOf(partner), partner.bankAccount)
    const mail = (await mailsTo(partner.email)).at(-1)!
    assert.include(mail.text, 'Nama pemilik bukan nama perusahaan.')
    const account = await (await signIn(partner)).get('/account')
    assert.include(account.$('#bank-change').text(), 'Nama pemilik bukan nama perusahaan.')
    assert.equal((await visitor.get(here)).status, 200)
  })

  test('[R2.4] the partner cancels it at any step, signed in or from the mail', async ({
    assert,
  }) => {
    const { partner, here } = await confirmed()
    const visitor = await signIn(partner)
    await visitor.get('/account')
    await send(visitor, '/account/bank-change/cancel', {})
    const staff = await signIn(await createStaff('legal'))
    assert.equal((await send(staff, `${here}/check`, { channel: 'phone' })).status, 409)
    assert.equal(await accountOf(partner), partner.bankAccount)

    const other = await asked()
    const page = await new Visitor('partner').post(`${other.path}/decline`, {})
    assert.include(page.text, 'Perubahan rekening dibatalkan')
    assert.equal((await new Visitor('partner').post(other.path, {})).status, 410)
    assert.equal(await accountOf(other.partner), other.partner.bankAccount)
    assert.include((await mailsTo(other.partner.email)).at(-1)!.subject, 'dibatalkan')
  })

  test('[R2.4] cancelled too late: the partner reads that the account is in force, not that it was stopped', async ({
    assert,
  }) => {
    const { partner, here } = await confirmed()
    const visitor = await signIn(partner)
    await visitor.get('/account')
    const resent = await send(visitor, '/account/bank-change/resend', {})
    assert.equal(resent.status, 409)
    assert.include(resent.$('.lead').text(), 'menunggu pemeriksaan petugas')
    const legal = await signIn(await createStaff('legal'))
    await legal.get('/account')
    assert.equal((await send(legal, `${here}/check`, { channel: 'phone' })).status, 200)
    const finance = await signIn(await createStaff('finance'))
    await finance.get('/account')
    assert.equal((await send(finance, `${here}/approval`, {})).status, 200)
    await visitor.get('/account')
    const page = await send(visitor, '/account/bank-change/cancel', {})
    assert.equal(page.status, 409)
    assert.include(page.$('.lead').text(), 'sudah berlaku sejak')
    assert.notInclude(page.text, 'dibatalkan')

    const other = await signIn(await createPartner())
    await other.get('/account')
    const none = await send(other, '/account/bank-change/cancel', {})
    assert.equal(none.status, 409)
    assert.include(none.$('.lead').text(), 'Tidak ada perubahan rekening yang menunggu')
  })

  test('[R2.4] a newer wish takes the place of the one before, whose link is no good any more', async ({
    assert,
  }) => {
    const { partner, path } = await asked()
    await ask(partner, { ...WISH, bank_account: '1122334455' })
    assert.equal((await new Visitor('partner').get(path)).status, 410)
    const newer = await bankLink(partner.email)
    assert.equal((await new Visitor('partner').post(newer, {})).status, 200)
    const changes = await BankChange.query().where('partner_id', partner.id).orderBy('id')
    assert.deepEqual(
      changes.map(({ status }) => status),
      ['cancelled', 'confirmed']
    )
  })

  test('[R2.4] the link ends after 48 hours, and the wish with it; before, it can be sent again', async ({
    assert,
  }) => {
    const { partner, path } = await asked()
    const visitor = await signIn(partner)
    await visitor.get('/account')
    await send(visitor, '/account/bank-change/resend', {})
    const again = await bankLink(partner.email)
    assert.notEqual(again, path)
    assert.equal((await new Visitor('partner').get(path)).status, 200)
    travelBy(48 * HOUR + 1000)
    for (const link of [path, again])
      assert.equal((await new Visitor('partner').post(link, {})).status, 410)
    await lapseBankChanges()
    const change = await BankChange.findByOrFail({ partnerId: partner.id })
    assert.equal(change.status, 'lapsed')
    assert.isNull(change.wanted)
    assert.include((await mailsTo(partner.email)).at(-1)!.subject, 'tidak dikonfirmasi')
  })

  test('[R2.4] another bank wants its number, and the number as many digits as that bank has', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { page } = await ask(partner, { bank_name: 'BCA', password: PASSWORD })
    assert.equal(page.status, 422)
    assert.include(page.$('#f-bank_account-error').text(), 'Ketik juga nomor rekeningnya')
    const wrong = await ask(partner, { ...WISH, bank_name: 'BCA', bank_account: '12345678' })
    assert.include(wrong.page.$('#f-bank_account-error').text(), '10 angka')
    const right = await ask(partner, { ...WISH, bank_name: '014' })
    assert.equal(right.page.status, 200)
    const change = await BankChange.findByOrFail({ partnerId: partner.id })
    assert.equal(change.wantedAccount!.bankName, 'Bank Central Asia')
  })

  test('[R2.4] QA, administrators, partners and strangers reach none of it', async ({ assert }) => {
    const { change, here, partner } = await confirmed()
    for (const role of ['qa', 'administrator'] as const) {
      const visitor = await signIn(await createStaff(role))
      for (const path of ['/bank-changes', here])
        assert.equal((await visitor.get(path)).status, 403, `${role} ${path}`)
      await visitor.get('/account')
      for (const step of ['check', 'approval', 'refusal', 'reveal'])
        assert.equal((await send(visitor, `${here}/${step}`, {})).status, 403, `${role} ${step}`)
    }
    const stranger = await signIn(await createPartner())
    await stranger.get('/account')
    await send(stranger, '/account/bank-change/cancel', {})
    await change.refresh()
    assert.equal(change.status, 'confirmed')
    assert.equal(await accountOf(partner), partner.bankAccount)
    for (const id of ['x', '%00', '01JD0000000000000000000000']) {
      const visitor = await signIn(await createStaff('legal'))
      assert.equal((await visitor.get(`/bank-changes/${id}`)).status, 404)
    }
  })

  test('[R8.6] mails and pages speak the reader’s language', async ({ assert }) => {
    const partner = await createPartner({ language: 'en' })
    await ask(partner)
    const [mail] = await mailsTo(partner.email)
    assert.equal(mail!.subject, 'Confirm the new bank account')
    assert.include(mail!.text, '<html')
    const path = await bankLink(partner.email)
    assert.match(path, /^\/en\/bank-change\//)
    assert.include((await new Visitor('partner').get(path)).text, 'Yes, this is our account')
  })
})
