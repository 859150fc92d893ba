import db from '@adonisjs/lucid/services/db'
import { NoRoom } from '#inbound_mail/contract'
import { readEnvelope } from '#pki/judge'
import PksReply from '#pks/models/pks_reply'
import { findAnswered } from '#pks/queries/judgement_basis'
import { clock } from '#shared/clock'
import { remove, room } from '#storage/main'

const MEGABYTE = 1024 * 1024

export interface RoomForMail {
  /** Bytes of ignored mail beyond which no more is taken. */
  mostIgnored: number
  /** Bytes of ignored mail that a sweep leaves. */
  keptIgnored: number
  /** Days after which an ignored mail is removed in any case. */
  days: number
  /** Bytes of the disk that mail must leave for everything else. */
  reserve: number
}

const ROOM: RoomForMail = {
  mostIgnored: 1024 * MEGABYTE,
  keptIgnored: 512 * MEGABYTE,
  days: 30,
  reserve: 256 * MEGABYTE,
}

/**
 * Whether a mail may be kept: there is room on the disk, and mail that answers no PKS has not used up its share. A mail with the
 * code of a PKS, or from somebody who is awaited, is taken even then. Throws {@link NoRoom}.
 */
export async function requireRoom(raw: Buffer, limits: RoomForMail = ROOM): Promise<void> {
  if ((await room()) < limits.reserve + raw.length) throw new NoRoom('the disk is nearly full')
  if ((await ignoredBytes()) + raw.length <= limits.mostIgnored) return
  const envelope = readEnvelope(raw)
  if (envelope.automatic || !(await findAnswered(envelope, null)))
    throw new NoRoom('there is enough mail that answers no PKS')
}

async function ignoredBytes(): Promise<number> {
  const [row] = await db
    .from('pks_replies')
    .where('status', 'ignored')
    .whereNull('raw_removed_at')
    .sum('size as bytes')
  return Number(row.bytes ?? 0)
}

/** Removes raw mails that were ignored: the old ones, and the oldest of those that are too many. Their rows stay. */
export async function sweepIgnored(limits: RoomForMail = ROOM): Promise<void> {
  const now = clock.now()
  const oldest = now.minus({ days: limits.days })
  const ignored = await PksReply.query()
    .where('status', 'ignored')
    .whereNull('raw_removed_at')
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
  let kept = 0
  for (const reply of ignored) {
    kept += reply.size
    if (kept <= limits.keptIgnored && reply.receivedAt > oldest) continue
    // The row first: a file that is left by a crash costs room, a row that promises a missing file misleads.
    await reply.merge({ rawRemovedAt: now }).save()
    await remove(reply.rawKey)
  }
}
