import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import type { TeamNews } from '#identity/actions/tell_team'
import Staff from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'
import { ROLE_LABELS } from '#identity/role_labels'

const WORDS: Record<TeamNews['what'], string> = {
  invited: 'identity.mail.team.invited',
  role: 'identity.mail.team.role',
  disabled: 'identity.mail.team.disabled',
  enabled: 'identity.mail.team.enabled',
  second_factor: 'identity.mail.team.second_factor',
}

/** Tells an administrator what another one has done to whom of the staff. */
export const teamNewsMail: LetterMaker = async (
  payload: TeamNews & { readerId: number; byId: number },
  t
) => {
  const [reader, by] = [await Staff.find(payload.readerId), await Staff.find(payload.byId)]
  if (!reader || reader.disabled) return null
  const about = await whom(payload)
  if (!about) return null
  const { language } = reader
  const say = t(language)
  return {
    to: reader.email,
    language,
    subject: say('identity.mail.team.subject'),
    view: 'mails/identity/team_news',
    data: {
      name: reader.name,
      text: say(WORDS[payload.what], {
        by: by?.name ?? '–',
        who: about.who,
        role: say(ROLE_LABELS[about.role]),
      }),
      url: absoluteUrl('staff', about.path, language),
    },
  }
}

async function whom(news: TeamNews) {
  if (news.what === 'invited') {
    const invitation = await StaffInvitation.find(news.invitationId)
    return invitation && { who: invitation.email, role: invitation.role, path: '/staff' }
  }
  const staff = await Staff.find(news.staffId)
  return staff && { who: staff.name, role: staff.role, path: `/staff/${staff.publicId}` }
}
