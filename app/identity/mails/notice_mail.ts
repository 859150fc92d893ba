import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { accountsOf } from '#identity/accounts'
import type { UserKind } from '#identity/sessions/store'

/** What an owner is told of that touches who gets into the account. */
export type Notice =
  | 'new_device'
  | 'second_factor_on'
  | 'second_factor_off'
  | 'second_factor_reset'
  | 'recovery_code_used'
  | 'recovery_codes_renewed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'passkey_refused'
  | 'staff_disabled'
  | 'staff_enabled'
  | 'staff_role'

const WORDS: Record<Notice, { subject: string; text: string }> = {
  new_device: {
    subject: 'identity.mail.notice.new_device',
    text: 'identity.mail.notice.new_device_text',
  },
  second_factor_on: {
    subject: 'identity.mail.notice.second_factor_on',
    text: 'identity.mail.notice.second_factor_on_text',
  },
  second_factor_off: {
    subject: 'identity.mail.notice.second_factor_off',
    text: 'identity.mail.notice.second_factor_off_text',
  },
  second_factor_reset: {
    subject: 'identity.mail.notice.second_factor_reset',
    text: 'identity.mail.notice.second_factor_reset_text',
  },
  recovery_code_used: {
    subject: 'identity.mail.notice.recovery_code_used',
    text: 'identity.mail.notice.recovery_code_used_text',
  },
  recovery_codes_renewed: {
    subject: 'identity.mail.notice.recovery_codes_renewed',
    text: 'identity.mail.notice.recovery_codes_renewed_text',
  },
  passkey_added: {
    subject: 'identity.mail.notice.passkey_added',
    text: 'identity.mail.notice.passkey_added_text',
  },
  passkey_removed: {
    subject: 'identity.mail.notice.passkey_removed',
    text: 'identity.mail.notice.passkey_removed_text',
  },
  passkey_refused: {
    subject: 'identity.mail.notice.passkey_refused',
    text: 'identity.mail.notice.passkey_refused_text',
  },
  staff_disabled: {
    subject: 'identity.mail.notice.staff_disabled',
    text: 'identity.mail.notice.staff_disabled_text',
  },
  staff_enabled: {
    subject: 'identity.mail.notice.staff_enabled',
    text: 'identity.mail.notice.staff_enabled_text',
  },
  staff_role: {
    subject: 'identity.mail.notice.staff_role',
    text: 'identity.mail.notice.staff_role_text',
  },
}

export const NOTICES = Object.keys(WORDS) as Notice[]

/** Nothing is wrong where an administrator did it in the open; else the way back is a new password. */
const BY_ADMINISTRATOR: readonly Notice[] = ['staff_disabled', 'staff_enabled', 'staff_role']

/** Tells the owner of an account what has just happened to it, whoever it was that did it. */
export const noticeMail: LetterMaker = async (
  payload: {
    kind: UserKind
    accountId: number
    notice: Notice
    device?: string
    /** What its owner calls it. */
    passkey?: string
    ip?: string
    at?: number
  },
  t
) => {
  const book = accountsOf(payload.kind)
  const account = await book.load(payload.accountId)
  if (!account) return null
  const { language } = account
  const words = WORDS[payload.notice]
  const door = book.door(account)
  const say = t(language)
  const byAdministrator = BY_ADMINISTRATOR.includes(payload.notice)
  return {
    to: account.email,
    language,
    subject: say(words.subject),
    view: 'mails/identity/notice',
    sandbox: door === 'devstore',
    data: {
      name: account.name,
      title: say(words.subject),
      text: say(words.text, { passkey: payload.passkey ?? '' }),
      at: payload.at ?? null,
      device: payload.device ?? null,
      ip: payload.ip ?? null,
      not_you: say(
        byAdministrator ? 'identity.mail.notice.ask_administrator' : 'identity.mail.notice.not_you'
      ),
      url: absoluteUrl(door, byAdministrator ? '/login' : '/password/forgot', language),
      button: say(
        byAdministrator ? 'identity.mail.notice.sign_in' : 'identity.mail.changed.button'
      ),
    },
  }
}
