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
registerNotice(
  'identity.proposal',
  'notices.proposal',
  async (_, { staffId, step }: { staffId: number; step: string }) => ({
    to: { kind: 'staff', id: staffId },
    path: step === 'alone' ? '/' : '/confirmations',
    data: { step },
  })
)
registerNotice(
  'identity.team_news',
  'notices.team',
  async (_, { readerId, what }: { readerId: number; what: string }) => ({
    to: { kind: 'staff', id: readerId },
    path: '/staff',
    data: { what },
  })
)
registerNotice(
  'identity.factor_removal',
  'notices.factor_removal',
  async (_, { partnerId }: { partnerId: number }) => ({
    to: { kind: 'partner', id: partnerId },
    path: '/account/second-factor',
  })
)
