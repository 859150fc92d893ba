import { Duration } from 'luxon'
import type ApprovalRound from '#approvals/models/approval_round'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

const TABLE = 'approval_desk_drafts'

/** What nobody came back to for so long is thrown away, as a claim ends (R5.5). */
export const DRAFT_LIFE = Duration.fromObject({ hours: 24 })

/** What somebody has typed at a round's desk without sending it. */
export interface DeskDraft {
  fields: Record<string, string>
  /** Said once on the next page: what was done. */
  said: string[]
}

/**
 * Keeps what was typed at a desk, in the place of what was kept before: each person has one draft of a round.
 *
 * @param fields left out by a step that carries none of them: then those that were kept stay
 */
export async function keepDeskDraft(
  staff: Staff,
  round: ApprovalRound,
  { fields, said }: Partial<DeskDraft>
): Promise<void> {
  const row = {
    fields: JSON.stringify(fields ?? {}),
    said: JSON.stringify(said ?? []),
    at: clock.now().toMillis(),
  }
  await transaction((trx) =>
    trx
      .insertQuery()
      .table(TABLE)
      .insert({ staff_id: staff.id, round_id: round.id, ...row })
      .knexQuery.onConflict(['staff_id', 'round_id'])
      .merge(fields ? ['fields', 'said', 'at'] : ['said', 'at'])
  )
}

/** What was kept, and its announcements for the last time; null where there is nothing. */
export function takeDeskDraft(staff: Staff, round: ApprovalRound): Promise<DeskDraft | null> {
  return transaction(async (trx) => {
    const own = { staff_id: staff.id, round_id: round.id }
    const row = await trx.from(TABLE).where(own).first()
    if (!row || Number(row.at) <= clock.now().minus(DRAFT_LIFE).toMillis()) return null
    const draft = { fields: JSON.parse(row.fields), said: JSON.parse(row.said) }
    if (draft.said.length === 0) return draft
    if (Object.keys(draft.fields).length === 0) await trx.from(TABLE).where(own).delete()
    else await trx.from(TABLE).where(own).update({ said: '[]' })
    return draft
  })
}

/** Throws away what nobody came back to. Safe to run again. */
export async function sweepDeskDrafts(): Promise<void> {
  const before = clock.now().minus(DRAFT_LIFE).toMillis()
  await transaction((trx) => trx.from(TABLE).where('at', '<=', before).delete())
}
