import { registerNotice, type NoticeReader } from '#core/notices/notices'

registerNotice(
  'identity.password_changed',
  'notices.password_changed',
  async (_, { kind, accountId }: { kind: NoticeReader['kind']; accountId: number }) => ({
    to: { kind, id: accountId },
    path: '/account',
  })
)
