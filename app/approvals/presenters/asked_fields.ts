import { askableFields, isCompanyField } from '#approvals/askable'
import { LANE_LABELS, type Lane } from '#approvals/lanes'
import type ApprovalRound from '#approvals/models/approval_round'
import type Submission from '#approvals/models/submission'
import { valueWriter } from '#approvals/presenters/version_values'
import type { AskedFields } from '#catalogue/models/content_version'
import type { Language } from '#core/http/surfaces'
import type { Translate } from '#core/words'

/** What the partner is asked for, field by field, with the way to the field. */
export function askedOfPartner(
  asked: AskedFields | null,
  { t, contentPath, accountPath }: { t: Translate; contentPath: string; accountPath: string }
) {
  return Object.entries(asked ?? {}).flatMap(([name, list]) =>
    list.flatMap(({ lane, text }) => {
      const field = askableFields(lane as Lane).find((known) => known.name === name)
      if (!field) return []
      const bare = name.slice(name.indexOf(':') + 1)
      const form = isCompanyField(name) ? accountPath : contentPath
      return [
        {
          label: t(field.label),
          lane: t(LANE_LABELS[lane as Lane]),
          text,
          href: `${form}#f-${bare}`,
        },
      ]
    })
  )
}

/** What a decision asks for, field by field, as facts. */
export function askedWords({ lane, asked }: ApprovalRound, t: Translate) {
  return askableFields(lane).flatMap(({ name, label, compared }) => {
    const value = asked?.[name]
    const field = t(label)
    if (!value) return []
    return [{ label: compared ? field : t('approvals.ask.of_company', { field }), value }]
  })
}

/** What a lane asked for in an earlier round, and what has become of it in what was sent since. */
export async function askedAndSent(
  round: ApprovalRound,
  { before, after }: { before: Submission | null; after: Submission },
  t: Translate,
  language: Language
) {
  const write = await valueWriter(t, language)
  return askableFields(round.lane).flatMap(({ name, label, compared }) => {
    const text = round.asked?.[name]
    if (!text) return []
    const was = compared && before ? (before.values[compared] ?? null) : null
    const is = compared ? (after.values[compared] ?? null) : null
    return [
      {
        label: t(label),
        text,
        // Of the company's data no former value is kept: the notice above says which of them differ.
        known: compared !== null && before !== null,
        changed: was !== is,
        before: compared ? write(compared, was) : '',
        after: compared ? write(compared, is) : '',
      },
    ]
  })
}
