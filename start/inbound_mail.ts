/*
 * Where the ways in for mail are bound to what takes it.
 */
import logger from '@adonisjs/core/services/logger'
import { inboundMail } from '#config/inbound_mail'
import { startAll } from '#inbound_mail/main'
import type { InboundMail } from '#inbound_mail/contract'
import { receiveReply } from '#pks/actions/receive_reply'

/** Opens the configured ways in (or those given, for tests). Returns the way to close them. */
export async function startInboundMail(ways?: InboundMail[]): Promise<() => Promise<void>> {
  const report = (error: Error) =>
    logger.error({ err: error }, 'inbound mail: could not keep a message')
  return startAll(ways ?? (await inboundMail(report)), async (raw, source) => {
    await receiveReply(raw, source)
  })
}
