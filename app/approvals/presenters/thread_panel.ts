import brand from '#config/brand'
import type { ThreadLine } from '#approvals/queries/thread'
import type { Translate } from '#core/words'

/** A content's thread for its page: who wrote, when, and what is new to the reader. */
export function threadPanel(
  lines: readonly ThreadLine[],
  { reader, company, t }: { reader: 'partner' | 'staff'; company: string; t: Translate }
) {
  return {
    lines: lines.map(({ side, author, body, at, isMine, isNew }) => ({
      who: isMine
        ? t('approvals.thread.you')
        : side === 'partner'
          ? company
          : reader === 'staff'
            ? (author ?? brand.name)
            : t('approvals.thread.of_staff', { name: author ?? '', brand: brand.name }),
      ours: side === reader,
      paragraphs: body.split(/\r?\n/).filter((text) => text.trim()),
      at,
      is_new: isNew,
    })),
    unread: lines.filter(({ isNew }) => isNew).length,
  }
}
