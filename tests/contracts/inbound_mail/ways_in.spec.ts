import { inboundMailContract } from '#tests/contracts/inbound_mail/inbound_mail_contract'
import { NO_DOVECOT } from '#tests/support/dovecot'
import { imapAccount, mailFolder, mailServer } from '#tests/support/inbound_mail'

inboundMailContract('smtp', mailServer)
inboundMailContract('file', mailFolder)
inboundMailContract('imap', imapAccount, NO_DOVECOT)
