import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import type { DateTime } from 'luxon'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'
import type { Result } from '#shared/result'
import { formWithErrors, readForm } from '#core/http/form'
import { formatDateTime } from '#core/views/format'
import { inviteStaff, resendInvitation, revokeInvitation } from '#identity/actions/invite_staff'
import {
  changeRole,
  disableStaff,
  enableStaff,
  resetSecondFactor,
  type StaffRefusal,
} from '#identity/actions/manage_staff'
import { STAFF_ROLES } from '#identity/models/staff'
import ColleaguePolicy from '#identity/policies/colleague_policy'
import { countOpenProposals } from '#identity/queries/list_proposals'
import { passkeyOwners } from '#identity/queries/list_passkeys'
import { findStaff, listStaff, openInvitations } from '#identity/queries/list_staff'
import { ROLE_LABELS } from '#identity/role_labels'
import { hasSecondFactor } from '#identity/second_factor/state'
import { invitationValidator, reasonValidator, roleValidator } from '#identity/validators/staff'
import { staffOf } from '#identity/viewer'

const REFUSALS = {
  known: 'identity.people.known',
  invited: 'identity.people.invited_already',
  too_many: 'identity.sign_in.too_many',
  own: 'identity.people.own',
  last: 'identity.people.last',
  no_change: 'identity.people.no_change',
  asked: 'identity.proposals.asked_already',
  nobody_yet: 'identity.proposals.nobody_yet',
}

/** The staff, to administrators: who there is, invited, given a role, shut out (R5.5). */
export default class StaffController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('list')
    return renderList(ctx)
  }

  async invite(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('invite')
    const form = await readForm(ctx, invitationValidator)
    if (!form.ok) return renderList(ctx)
    const invited = await inviteStaff(staffOf(ctx), form.data)
    if (!invited.ok) {
      const { error } = invited
      formWithErrors(ctx, [{ field: 'email', message: wordsOf(ctx, error) }])
      return renderList(ctx)
    }
    const said = invited.value.isDone ? 'done=1' : 'asked=1'
    return ctx.response.redirect(ctx.path(`/staff?${said}`) + '#invitations')
  }

  async resend(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('invite')
    const sent = await resendInvitation(staffOf(ctx), idOf(ctx))
    if (!sent.ok && sent.error.type === 'gone') throw notFound()
    if (!sent.ok) throw new Exception('too often', { status: 429, code: 'E_TOO_MANY_REQUESTS' })
    return ctx.response.redirect(ctx.path('/staff?done=1') + '#invitations')
  }

  async revoke(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('invite')
    if (!(await revokeInvitation(staffOf(ctx), idOf(ctx)))) throw notFound()
    return ctx.response.redirect(ctx.path('/staff?done=1') + '#invitations')
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('view')
    return renderMember(ctx)
  }

  async role(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('manage')
    const form = await readForm(ctx, roleValidator)
    if (!form.ok) return renderMember(ctx)
    return answer(ctx, await changeRole(staffOf(ctx), idOf(ctx), form.data.role))
  }

  async disable(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('manage')
    return answer(ctx, await disableStaff(staffOf(ctx), idOf(ctx)))
  }

  async enable(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('manage')
    return answer(ctx, await enableStaff(staffOf(ctx), idOf(ctx)))
  }

  async secondFactor(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('manage')
    const form = await readForm(ctx, reasonValidator)
    if (!form.ok) return renderMember(ctx)
    return answer(ctx, await resetSecondFactor(staffOf(ctx), idOf(ctx), form.data.reason))
  }
}

function answer(ctx: HttpContext, managed: Result<{ isDone: boolean }, StaffRefusal>) {
  if (managed.ok) {
    const said = managed.value.isDone ? 'done=1' : 'asked=1'
    return ctx.response.redirect(ctx.path(`/staff/${ctx.params.id}?${said}`))
  }
  const { error } = managed
  formWithErrors(ctx, [{ field: 'role', message: wordsOf(ctx, error) }])
  return renderMember(ctx)
}

function wordsOf(
  { t, arrival }: HttpContext,
  error: { type: keyof typeof REFUSALS | 'unknown'; from?: DateTime }
): string {
  if (error.type === 'unknown') throw notFound()
  return t(
    REFUSALS[error.type],
    error.from && { from: formatDateTime(error.from, arrival.language) }
  )
}

async function renderList(ctx: HttpContext) {
  const now = clock.now()
  const [people, invitations, withPasskey] = await Promise.all([
    listStaff(),
    openInvitations(),
    passkeyOwners('staff'),
  ])
  return ctx.view.render('pages/identity/staff', {
    done: ctx.request.input('done') === '1',
    asked: ctx.request.input('asked') === '1',
    waiting: await countOpenProposals(),
    roles: STAFF_ROLES.map((value) => ({ value, label: ctx.t(ROLE_LABELS[value]) })),
    people: people.map((staff) => ({
      id: staff.publicId,
      name: staff.name,
      email: staff.email,
      role: ctx.t(ROLE_LABELS[staff.role]),
      disabled: staff.disabled,
      enrolled: staff.totpSecret !== null || withPasskey.has(staff.id),
    })),
    invitations: invitations.map((invitation) => ({
      id: invitation.publicId,
      email: invitation.email,
      role: ctx.t(ROLE_LABELS[invitation.role]),
      until: invitation.expiresAt,
      expired: !invitation.isOpen(now),
    })),
  })
}

async function renderMember(ctx: HttpContext) {
  const staff = await findStaff(idOf(ctx))
  if (!staff) throw notFound()
  return ctx.view.render('pages/identity/staff_member', {
    member: {
      id: staff.publicId,
      name: staff.name,
      email: staff.email,
      role: staff.role,
      role_label: ctx.t(ROLE_LABELS[staff.role]),
      disabled: staff.disabled,
      enrolled: await hasSecondFactor('staff', staff),
      own: staff.id === staffOf(ctx).id,
      since: staff.createdAt,
    },
    done: ctx.request.input('done') === '1',
    asked: ctx.request.input('asked') === '1',
    waiting: await countOpenProposals({ subject: staff.publicId }),
    roles: STAFF_ROLES.map((value) => ({ value, label: ctx.t(ROLE_LABELS[value]) })),
  })
}

function idOf(ctx: HttpContext): string {
  const id = String(ctx.params.id)
  if (!isPublicId(id)) throw notFound()
  return id
}

function notFound() {
  return new Exception('no such record', { status: 404, code: 'E_NOT_FOUND' })
}
