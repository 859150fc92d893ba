import { setTimeout } from 'node:timers/promises'
import { Duration } from 'luxon'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { acceptInvitation, inviteStaff } from '#identity/actions/invite_staff'
import { disableStaff } from '#identity/actions/manage_staff'
import Staff from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'
import { mintToken } from '#identity/tokens/single_use_tokens'
import { totpCode, totpStep } from '#identity/second_factor/totp'
import { clock, travelBack, travelBy } from '#shared/clock'
import { createStaff, freshEmail, PASSWORD, signIn } from '#tests/support/accounts'
import { mailsTo } from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000
const NEW = 'Kawung-Parang-77'

async function linksTo(address: string): Promise<string[]> {
  return (await mailsTo(address)).flatMap(
    ({ text }) => /https?:\/\/[^/\s]+((?:\/en)?\/invitation\/[\w-]+)/.exec(text)?.slice(1, 2) ?? []
  )
}

async function invite(
  visitor: Visitor,
  values: { email: string; role?: string; language?: string }
): Promise<void> {
  await visitor.get('/staff')
  await visitor.submit('form[data-form=invite]', { role: 'qa', ...values })
}

const accept = (path: string, name = 'Sari Baru') =>
  new Visitor('staff').post(path, { name, password: NEW, password_confirmation: NEW })

async function eventsOf(id: string): Promise<string[]> {
  const rows = await db.from('audit_events').where('subject_id', id).orderBy('id').select('type')
  return rows.map(({ type }) => type).filter((type) => type !== 'staff.device_seen')
}

async function invitationOf(email: string): Promise<StaffInvitation> {
  return StaffInvitation.findByOrFail({ email })
}

test.group('Staff, to administrators', (group) => {
  // Other files of this run leave administrators behind: here it counts who is the last.
  group.each.setup(async () => {
    await db.from('staff').update({ disabled: 1, administrator_until: null })
  })
  group.each.teardown(() => travelBack())

  test('[R5.5] an invitation by mail becomes an account with its role, a password and a second factor', async ({
    assert,
  }) => {
    const administrator = await createStaff('administrator')
    const visitor = await signIn(administrator)
    const email = freshEmail('undangan')
    await invite(visitor, { email: email.toUpperCase(), role: 'qa' })
    assert.include(visitor.page.text, email)
    const [link] = await linksTo(email)
    const { publicId } = await invitationOf(email)
    for (let scans = 0; scans < 2; scans++) {
      const opened = await new Visitor('staff').get(link!)
      assert.equal(opened.status, 200)
      assert.equal(opened.headers['cache-control'], 'private, no-store')
    }
    assert.isNull(await Staff.findBy({ email }))

    const guest = new Visitor('staff')
    await guest.get(link!)
    const weak = await guest.submit('main form', {
      name: 'Sari Baru',
      password: 'pendek1',
      password_confirmation: 'pendek1',
    })
    assert.equal(weak.status, 422)
    assert.include(weak.$('#f-password-error').text(), 'terlalu pendek')
    assert.equal(weak.$('#f-name').val(), 'Sari Baru')
    const asked = await guest.submit('main form', { password: NEW, password_confirmation: NEW })
    assert.equal(asked.url, '/login/code')
    const uri = new URL(asked.$('a[href^="otpauth:"]').attr('href')!)
    const code = totpCode(uri.searchParams.get('secret')!, totpStep(clock.now().toMillis()))
    const shown = await guest.submit('main form', { code })
    assert.include(shown.text, 'Simpan kode pemulihan')
    assert.equal((await guest.get('/queue')).status, 200)
    assert.equal((await guest.get('/staff')).status, 403)

    const staff = await Staff.findByOrFail({ email })
    assert.equal(staff.role, 'qa')
    assert.equal(staff.name, 'Sari Baru')
    assert.equal((await accept(link!)).status, 410)
    assert.deepEqual(await eventsOf(publicId), ['staff.invited', 'staff.invitation_accepted'])
    assert.deepEqual(await eventsOf(staff.publicId), [
      'staff.created',
      'staff.second_factor_enrolled',
    ])
    const trail = await db.from('audit_events').select('data')
    assert.notInclude(JSON.stringify(trail), email)
  })

  test('[R5.5] an invitation that is accepted while its administrator is shut out stands as accepted, or makes no account', async ({
    assert,
  }) => {
    for (let times = 0; times < 4; times++) {
      const [boss, other] = [await createStaff('administrator'), await createStaff('administrator')]
      const email = freshEmail('undangan')
      assert.isTrue((await inviteStaff(boss, { email, role: 'qa', language: 'id' })).ok)
      const { id } = await invitationOf(email)
      const token = await mintToken(
        db.connection(),
        'staff.invitation',
        id,
        Duration.fromObject({ hours: 1 })
      )
      await Promise.all([
        acceptInvitation(token, { name: 'Sari Baru', password: NEW }),
        setTimeout(40 * times).then(() => disableStaff(other, boss.publicId)),
      ])
      const account = await Staff.findBy({ email })
      const { status } = await invitationOf(email)
      assert.equal(status, account ? 'accepted' : 'revoked')
    }
  })

  test('[R5.5] a link runs out after 72 hours, is sent again, and only the last one counts', async ({
    assert,
  }) => {
    const visitor = await signIn(await createStaff('administrator'))
    const email = freshEmail('undangan')
    await invite(visitor, { email })
    const [first] = await linksTo(email)
    await visitor.submit('form[action$="/resend"]')
    const [, second] = await linksTo(email)
    assert.equal((await new Visitor('staff').get(first!)).status, 410)
    assert.equal((await new Visitor('staff').get(second!)).status, 200)
    travelBy(72 * HOUR + 60_000)
    assert.equal((await new Visitor('staff').get(second!)).status, 410)
    assert.equal((await accept(second!)).status, 410)
    assert.isNull(await Staff.findBy({ email }))
  })

  test('[R5.5] taken back, it opens nothing; so does one whose administrator was shut out', async ({
    assert,
  }) => {
    const [one, other] = [await createStaff('administrator'), await createStaff('administrator')]
    const visitor = await signIn(one)
    const [taken, orphan] = [freshEmail('undangan'), freshEmail('undangan')]
    await invite(visitor, { email: taken })
    await visitor.submit('form[action$="/revoke"]')
    assert.equal((await accept((await linksTo(taken))[0] ?? '/invitation/x')).status, 410)
    assert.deepEqual(await eventsOf((await invitationOf(taken)).publicId), [
      'staff.invited',
      'staff.invitation_revoked',
    ])
    await invite(visitor, { email: orphan })
    const [link] = await linksTo(orphan)
    assert.isTrue((await disableStaff(other, one.publicId)).ok)
    assert.equal((await accept(link!)).status, 410)
    assert.isNull(await Staff.findBy({ email: orphan }))
  })

  test('of one link used three times at once, one makes an account', async ({ assert }) => {
    const visitor = await signIn(await createStaff('administrator'))
    const email = freshEmail('undangan')
    await invite(visitor, { email })
    const [link] = await linksTo(email)
    const pages = await Promise.all(['Satu', 'Dua', 'Tiga'].map((name) => accept(link!, name)))
    assert.lengthOf(
      pages.filter(({ url }) => url === '/login/code'),
      1
    )
    assert.lengthOf(await Staff.query().where('email', email), 1)
  })

  test('[R5.5] who is of the staff, or invited already, is not invited; nor is nonsense', async ({
    assert,
  }) => {
    const administrator = await createStaff('administrator')
    const visitor = await signIn(administrator)
    const email = freshEmail('undangan')
    await invite(visitor, { email })
    for (const [values, field] of [
      [{ email: administrator.email }, 'email'],
      [{ email }, 'email'],
      [{ email: 'bukan alamat' }, 'email'],
      [{ email: 'a\0@b.example' }, 'email'],
      [{ email: freshEmail(), role: 'direktur' }, 'role'],
      [{ email: freshEmail(), language: 'fr' }, 'language'],
    ] as const) {
      await invite(visitor, values)
      assert.equal(visitor.page.status, 422, JSON.stringify(values))
      assert.isNotEmpty(visitor.page.$(`#f-${field}-error`).text())
    }
    assert.lengthOf(await linksTo(email), 1)
  })

  test('[R5.5] another role: told by mail, audited, signed out, effective at once', async ({
    assert,
  }) => {
    const administrator = await createStaff('administrator')
    const staff = await createStaff('qa')
    const theirs = await signIn(staff)
    const visitor = await signIn(administrator)
    await visitor.get(`/staff/${staff.publicId}`)
    const page = await visitor.submit('form[data-form=role]', { role: 'finance' })
    assert.equal(page.url, `/staff/${staff.publicId}?done=1`)
    assert.equal((await Staff.findOrFail(staff.id)).role, 'finance')
    assert.match((await theirs.get('/queue')).url, /^\/login/)
    assert.include(await eventsOf(staff.publicId), 'staff.role_changed')
    assert.isTrue(
      (await mailsTo(staff.email)).some(({ subject }) => subject === 'Peran Anda diubah')
    )
    await visitor.get(`/staff/${staff.publicId}`)
    const same = await visitor.submit('form[data-form=role]', { role: 'finance' })
    assert.equal(same.status, 422)
  })

  test('[R5.5] disabled: out at once and for good, until enabled again', async ({ assert }) => {
    const staff = await createStaff('qa')
    const theirs = await signIn(staff)
    const visitor = await signIn(await createStaff('administrator'))
    await visitor.get(`/staff/${staff.publicId}`)
    await visitor.submit('form[data-form=access]')
    assert.match((await theirs.get('/queue')).url, /^\/login/)
    const at = new Visitor('staff')
    const refused = await at.post('/login', { email: staff.email, password: PASSWORD })
    assert.equal(refused.status, 422)
    await visitor.submit('form[data-form=access]')
    assert.equal((await signIn(await Staff.findOrFail(staff.id))).page.status, 200)
    assert.deepEqual(await eventsOf(staff.publicId), ['staff.disabled', 'staff.enabled'])
    const subjects = (await mailsTo(staff.email)).map(({ subject }) => subject)
    assert.deepEqual(subjects, ['Akun staf Anda dinonaktifkan', 'Akun staf Anda aktif lagi'])
  })

  test('[R5.5] nobody changes their own access, and the last administrator stays', async ({
    assert,
  }) => {
    const one = await createStaff('administrator')
    const visitor = await signIn(one)
    const page = await visitor.get(`/staff/${one.publicId}`)
    assert.lengthOf(page.$('form[data-form]').toArray(), 0)
    await visitor.get('/staff')
    const csrf = visitor.page.$('input[name=_csrf]').first().attr('value')!
    for (const verb of ['role', 'disable', 'second-factor']) {
      const answer = await visitor.post(`/staff/${one.publicId}/${verb}`, {
        _csrf: csrf,
        role: 'qa',
      })
      assert.equal(answer.status, 422, verb)
    }
    const kept = await Staff.findOrFail(one.id)
    assert.isFalse(kept.disabled)
    assert.equal(kept.role, 'administrator')
    assert.isNotNull(kept.totpSecret)
    // Two who disable each other at once leave one.
    const other = await createStaff('administrator')
    await Promise.all([disableStaff(one, other.publicId), disableStaff(other, one.publicId)])
    assert.lengthOf(await Staff.query().where({ role: 'administrator', disabled: 0 }), 1)
  })

  test('[R4.2] a lost second factor is removed by an administrator; the owner is told and enrols anew', async ({
    assert,
  }) => {
    const staff = await createStaff('finance')
    const theirs = await signIn(staff)
    const visitor = await signIn(await createStaff('administrator'))
    await visitor.get(`/staff/${staff.publicId}`)
    await visitor.submit('form[data-form=second-factor]', {
      reason: 'Ditelepon lewat nomor kantor.',
    })
    assert.match((await theirs.get('/account')).url, /^\/login/)
    assert.isNull((await Staff.findOrFail(staff.id)).totpSecret)
    const subjects = (await mailsTo(staff.email)).map(({ subject }) => subject)
    assert.include(subjects, 'Faktor kedua Anda dihapus')
    const at = new Visitor('staff')
    const asked = await at.post('/login', { email: staff.email, password: PASSWORD })
    assert.lengthOf(asked.$('a[href^="otpauth:"]').toArray(), 1)
    assert.include(await eventsOf(staff.publicId), 'staff.second_factor_reset')
  })

  test('[R5.5] the other roles see and do none of it, and made-up ids are nothing', async ({
    assert,
  }) => {
    const target = await createStaff('qa')
    for (const role of ['legal', 'qa', 'finance'] as const) {
      const visitor = await signIn(await createStaff(role))
      const page = await visitor.get('/account')
      const csrf = page.$('input[name=_csrf]').first().attr('value')!
      assert.equal((await visitor.get('/staff')).status, 403)
      for (const path of ['/staff/invitations', `/staff/${target.publicId}/role`]) {
        const values = { _csrf: csrf, email: freshEmail(), role: 'administrator', language: 'id' }
        assert.equal((await visitor.post(path, values)).status, 403)
      }
    }
    assert.equal((await Staff.findOrFail(target.id)).role, 'qa')
    const visitor = await signIn(await createStaff('administrator'))
    const page = await visitor.get('/staff')
    const csrf = page.$('input[name=_csrf]').first().attr('value')!
    for (const id of ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'x', '%00']) {
      assert.isTrue([400, 404].includes((await visitor.get(`/staff/${id}`)).status))
      for (const verb of ['disable', 'enable', 'second-factor', 'role']) {
        const answer = await visitor.post(`/staff/${id}/${verb}`, { _csrf: csrf, role: 'qa' })
        assert.isTrue([400, 404].includes(answer.status))
      }
    }
  })

  test('[R8.6] an invitation speaks the language that was chosen', async ({ assert }) => {
    const email = freshEmail('undangan')
    await invite(await signIn(await createStaff('administrator')), { email, language: 'en' })
    const [mail] = await mailsTo(email)
    assert.equal(mail!.subject, 'Invitation to the staff desk')
    const [link] = await linksTo(email)
    assert.include((await new Visitor('staff').get(link!)).text, 'Welcome to the staff')
  })
})
