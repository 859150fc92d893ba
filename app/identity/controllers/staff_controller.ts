import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'
import type { Result } from '#shared/result'
import { formWithErrors, readForm } from '#core/http/form'
import { inviteStaff, resendInvitation, revokeInvitation } from '#identity/actions/invite_staff'
import {
  changeRole,
  resetSecondFactor,
  setDisabled,
  type StaffRefusal,
} from '#identity/actions/manage_staff'
import { STAFF_ROLES } from '#identity/models/staff'
import ColleaguePolicy from '#identity/policies/colleague_policy'
import { passkeyOwners } from '#identity/queries/list_passkeys'
import { findStaff, listStaff, openInvitations } from '#identity/queries/list_staff'
import { ROLE_LABELS } from '#identity/role_labels'
import { hasSecondFactor } from '#identity/second_factor/state'
import { invitationValidator, roleValidator } from '#identity/validators/staff'
import { staffOf } from '#identity/viewer'

const INVITE_REFUSALS = {
  known: 'identity.people.known',
  invited: 'identity.people.invited_already',
  too_many: 'identity.sign_in.too_many',
}

const REFUSALS = {
  own: 'identity.people.own',
  last: 'identity.people.last',
  no_change: 'identity.people.no_change',
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
      const message = ctx.t(INVITE_REFUSALS[invited.error.type])
      formWithErrors(ctx, [{ field: 'email', message }])
      return renderList(ctx)
    }
    return ctx.response.redirect(ctx.path('/staff?done=1') + '#invitations')
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
    return answer(ctx, await setDisabled(staffOf(ctx), idOf(ctx), true))
  }

  async enable(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('manage')
    return answer(ctx, await setDisabled(staffOf(ctx), idOf(ctx), false))
  }

  async secondFactor(ctx: HttpContext) {
    await ctx.bouncer.with(ColleaguePolicy).authorize('manage')
    return answer(ctx, await resetSecondFactor(staffOf(ctx), idOf(ctx)))
  }
}

function answer(ctx: HttpContext, managed: Result<undefined, StaffRefusal>) {
  if (managed.ok) return ctx.response.redirect(ctx.path(`/staff/${ctx.params.id}?done=1`))
  const { type } = managed.error
  if (type === 'unknown') throw notFound()
  formWithErrors(ctx, [{ field: 'role', message: ctx.t(REFUSALS[type]) }])
  return renderMember(ctx)
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
