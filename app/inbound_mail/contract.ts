/**
 * The port through which replies come in. A plug-in hands over raw bytes and nothing else: what they mean is judged later.
 */

/**
 * Takes one raw message. Resolves when it is kept for good: only then may a plug-in tell its other side so. Taking the same
 * bytes again does no harm.
 *
 * @param source the plug-in's name
 */
export type RawMailSink = (raw: Buffer, source: InboundMailName) => Promise<void>

/** Thrown by a {@link RawMailSink}: nothing is wrong with the mail, but there is no room for it now. */
export class NoRoom extends Error {}

export type InboundMailName = 'smtp' | 'file' | 'imap'

/** Larger mails are refused at the door: 15 MB holds any PKS many times over. */
export const LARGEST_MAIL = 15 * 1024 * 1024

/** One way in. */
export interface InboundMail {
  readonly name: InboundMailName
  /**
   * Begins to take mail. Rejects for what only whoever starts the process can mend (a port in use, a folder that cannot be made); what may
   * come and go, like another server, is reported and tried again.
   */
  start(sink: RawMailSink): Promise<void>
  /** Finishes what it has begun, takes nothing new. */
  stop(): Promise<void>
}
