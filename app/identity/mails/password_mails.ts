import db from '@adonisjs/lucid/services/db'
import { Duration } from 'luxon'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { accountsOf } from '#identity/accounts'
import type { UserKind } from '#identity/sessions/store'
import { mintToken } from '#identity/tokens/single_use_tokens'

const LIFE = Duration.fromObject({ hours: 1 })

/** The link to a new password. Minted here: no secret lies in the outbox. */
export const passwordResetMail: LetterMaker = async (
  { kind, accountId }: { kind: UserKind; accountId: number | null },
  t
) => {
  const book = accountsOf(kind)
  const account = accountId === null ? null : await book.load(accountId)
  if (!account?.maySignIn) return null
  const token = await mintToken(db.connection(), `${kind}.reset`, account.id, LIFE)
  const { email, language, name } = account
  const door = book.door(account)
  return {
    to: email,
    language,
    subject: t(language)('identity.mail.reset.subject'),
    view: 'mails/identity/password_reset',
    sandbox: door === 'devstore',
    data: {
      name,
      url: absoluteUrl(door, `/password/reset/${token}`, language),
      until: clock.now().plus(LIFE),
    },
  }
}

/** Tells the owner of an account that its password is another now: whoever it was that changed it. */
export const passwordChangedMail: LetterMaker = async (
  { kind, accountId }: { kind: UserKind; accountId: number },
  t
) => {
  const book = accountsOf(kind)
  const account = await book.load(accountId)
  if (!account) return null
  const { email, language, name } = account
  const door = book.door(account)
  return {
    to: email,
    language,
    subject: t(language)('identity.mail.changed.subject'),
    view: 'mails/identity/password_changed',
    sandbox: door === 'devstore',
    data: { name, url: absoluteUrl(door, '/password/forgot', language) },
  }
}
