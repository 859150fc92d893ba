import { registerNotice, type NoticeReader } from '#core/notices/notices'

registerNotice(
  'identity.password_changed',
  'notices.password_changed',
  async (_, { kind, accountId }: { kind: NoticeReader['kind']; accountId: number }) => ({
    to: { kind, id: accountId },
    path: '/account',
  })
)
registerNotice(
  'identity.notice',
  'notices.account',
  async (
    _,
    owner: { kind: NoticeReader['kind']; accountId: number; notice: string; device?: string }
  ) => ({
    to: { kind: owner.kind, id: owner.accountId },
    path: '/account',
    data: { what: owner.notice, device: owner.device ?? '' },
  })
)
