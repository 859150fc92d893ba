import db from '@adonisjs/lucid/services/db'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import StaffInvitation from '#identity/models/staff_invitation'
import { ROLE_LABELS } from '#identity/role_labels'
import { mintToken } from '#identity/tokens/single_use_tokens'

/** The link that makes an invitation an account of the staff. Minted here: no secret lies in the outbox. */
export const invitationMail: LetterMaker = async (
  { invitationId }: { invitationId: number },
  t
) => {
  const invitation = await StaffInvitation.find(invitationId)
  const now = clock.now()
  if (!invitation?.isOpen(now)) return null
  const { email, language, role, expiresAt } = invitation
  const life = expiresAt.diff(now)
  const token = await mintToken(db.connection(), 'staff.invitation', invitation.id, life)
  const say = t(language)
  return {
    to: email,
    language,
    subject: say('identity.mail.invitation.subject'),
    view: 'mails/identity/invitation',
    data: {
      role: say(ROLE_LABELS[role]),
      url: absoluteUrl('staff', `/invitation/${token}`, language),
      until: expiresAt,
    },
  }
}
