import { durationWords } from '#core/views/format'
import { LANE_LABELS, ROLE_OF_LANE } from '#approvals/lanes'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalRound from '#approvals/models/approval_round'
import { loadVersion } from '#catalogue/queries/load_version'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import Staff from '#identity/models/staff'

/** A part of the fourteen days is used up (R1.1). None for who has left, or where approval has ended meanwhile. */
export const escalatedMail: LetterMaker = async (
  { versionId, staffId, percent }: { versionId: number; staffId: number; percent: number },
  t
) => {
  const staff = await Staff.findOrFail(staffId)
  const { version, partner } = await loadVersion(versionId)
  const running = await ApprovalClock.of(versionId)
  if (staff.disabled || !version.isInApproval || !running) return null
  const say = t(staff.language)
  const rounds = Object.values(await ApprovalRound.latest(versionId))
  const open = rounds.filter(({ status }) => status === 'open')
  const own = open.find(({ lane }) => ROLE_OF_LANE[lane] === staff.role) ?? open[0]
  const { leftMs, isPaused } = running.read()
  return {
    to: staff.email,
    language: staff.language,
    subject:
      percent === 100
        ? say('approvals.mail.escalated.subject_over', { name: version.name })
        : say('approvals.mail.escalated.subject', { name: version.name, percent }),
    view: 'mails/approvals/escalated',
    data: {
      name: staff.name,
      content_name: version.name,
      company: partner.companyName,
      percent,
      left:
        leftMs < 0
          ? say('approvals.clock.late', { duration: durationWords(leftMs, say) })
          : say('approvals.clock.left', { duration: durationWords(leftMs, say) }),
      is_paused: isPaused,
      lanes: open.map(({ lane }) => say(LANE_LABELS[lane])).join(', '),
      desk_url: absoluteUrl('staff', own ? `/queue/${own.publicId}` : '/queue', staff.language),
    },
  }
}
