import { createHash, randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { Duration } from 'luxon'
import surfaces from '#config/surfaces'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { describeAgent } from '#identity/sessions/agent'
import type { UserKind } from '#identity/sessions/store'
import type { Account } from '#identity/viewer'

const SECURE = surfaces.scheme === 'https'
const NAME = SECURE ? '__Host-device' : 'device'
/** As long as browsers keep a cookie at all. */
const LIFE = Duration.fromObject({ days: 400 })

/**
 * Notes the browser at hand among those of an account. Where the account has signed in before, and never from here, its
 * owner is told by mail: a password that somebody else has is worth little unseen.
 */
export async function noteDevice(
  ctx: HttpContext,
  kind: UserKind,
  account: Account
): Promise<void> {
  const device = deviceOf(ctx)
  ctx.response.encryptedCookie(NAME, device, {
    path: '/',
    httpOnly: true,
    secure: SECURE,
    sameSite: 'lax',
    maxAge: LIFE.as('seconds'),
  })
  const at = clock.now().toMillis()
  const owner = { user_kind: kind, user_id: account.id }
  const hashed = hashOf(device)
  await transaction(async (trx) => {
    const seen = await trx
      .from('known_devices')
      .where({ ...owner, device_hash: hashed })
      .update({ last_seen_at: at })
    if (Number(seen) > 0) return
    const others = await trx.from('known_devices').where(owner).select('id').limit(1)
    await trx
      .insertQuery()
      .table('known_devices')
      .insert({ ...owner, device_hash: hashed, created_at: at, last_seen_at: at })
      // The same browser, signing in twice at once.
      .knexQuery.onConflict(['user_kind', 'user_id', 'device_hash'])
      .ignore()
    if (others.length === 0) return
    await audit(trx, {
      type: `${kind}.device_seen`,
      actor: { kind, id: account.publicId },
      subject: { kind, id: account.publicId },
    })
    await enqueueMail(trx, 'identity.notice', {
      kind,
      accountId: account.id,
      notice: 'new_device',
      device: describeAgent(ctx.request.header('user-agent') ?? ''),
      ip: ctx.request.ip().slice(0, 45),
      at,
    })
  })
}

/** The browser at hand, as it stands in `known_devices`; null for one that brings no cookie of ours. */
export function deviceHashOf(ctx: HttpContext): string | null {
  const device = keptDevice(ctx)
  return device && hashOf(device)
}

/** Has the account signed in from this browser? Asked for an address without an account as well, so that it takes as long. */
export async function isKnownDevice(
  kind: UserKind,
  accountId: number | null,
  deviceHash: string | null
): Promise<boolean> {
  const wanted = { user_kind: kind, user_id: accountId ?? 0, device_hash: deviceHash ?? '' }
  const found = await db.from('known_devices').where(wanted).select('id').limit(1)
  return found.length > 0
}

/** Forgets browsers whose cookie has ended. A schedule calls it. */
export async function sweepDevices(): Promise<void> {
  const long = clock.now().minus(LIFE).toMillis()
  await db.from('known_devices').where('last_seen_at', '<', long).delete()
}

function deviceOf(ctx: HttpContext): string {
  return keptDevice(ctx) ?? randomBytes(32).toString('base64url')
}

function keptDevice(ctx: HttpContext): string | null {
  const kept: unknown = ctx.request.encryptedCookie(NAME)
  return typeof kept === 'string' && /^[\w-]{43}$/.test(kept) ? kept : null
}

function hashOf(device: string): string {
  return createHash('sha256').update(device).digest('hex')
}
