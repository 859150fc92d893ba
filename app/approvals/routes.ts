import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const ContentStatusesController = () => import('#approvals/controllers/content_statuses_controller')
const VersionsController = () => import('#approvals/controllers/versions_controller')
const SubmissionsController = () => import('#approvals/controllers/submissions_controller')
const RetestsController = () => import('#approvals/controllers/retests_controller')
const WithdrawalsController = () => import('#approvals/controllers/withdrawals_controller')
const SaleEndsController = () => import('#approvals/controllers/sale_ends_controller')
const DevelopmentUrlsController = () => import('#approvals/controllers/development_urls_controller')
const RoundsController = () => import('#approvals/controllers/rounds_controller')
const ClaimsController = () => import('#approvals/controllers/claims_controller')
const ChecklistsController = () => import('#approvals/controllers/checklists_controller')
const DecisionsController = () => import('#approvals/controllers/decisions_controller')
const RevealsController = () => import('#approvals/controllers/reveals_controller')
const QueueBatchesController = () => import('#approvals/controllers/queue_batches_controller')
const EvidenceController = () => import('#approvals/controllers/evidence_controller')
const CareCallsController = () => import('#approvals/controllers/care_calls_controller')
const DeskMessagesController = () => import('#approvals/controllers/desk_messages_controller')
const ContentMessagesController = () => import('#approvals/controllers/content_messages_controller')
const StoreEntriesController = () => import('#approvals/controllers/store_entries_controller')

router
  .group(() => {
    router.get('/contents', [ContentStatusesController, 'index']).as('content_statuses.index')
    router.get('/contents/:id', [ContentStatusesController, 'show']).as('content_statuses.show')
    router.get('/contents/:id/versions', [VersionsController, 'index']).as('versions.index')
    router.get('/contents/:id/review', [SubmissionsController, 'create']).as('submissions.create')
    router
      .post('/contents/:id/review', [SubmissionsController, 'store'])
      .as('submissions.store')
      .use(middleware.limit({ name: 'captcha' }))
    router.post('/contents/:id/retest', [RetestsController, 'store']).as('retests.store')
    router
      .post('/contents/:id/withdrawal', [WithdrawalsController, 'store'])
      .as('withdrawals.store')
    router.post('/contents/:id/sale-end', [SaleEndsController, 'store']).as('sale_ends.store')
    router
      .post('/contents/:id/development-urls', [DevelopmentUrlsController, 'update'])
      .as('development_urls.update')
    router
      .post('/contents/:id/messages', [ContentMessagesController, 'store'])
      .as('content_messages.store')
      .use(middleware.limit({ name: 'message' }))
  })
  .domain('partner')
  .use(middleware.allow({ who: 'partner' }))

router
  .group(() => {
    router.get('/queue', [RoundsController, 'index']).as('rounds.index')
    router.get('/queue/batch', [RoundsController, 'back']).as('rounds.back_to_queue')
    router.get('/queue/:id', [RoundsController, 'show']).as('rounds.show')
    router.get('/queue/:id/:step', [RoundsController, 'back']).as('rounds.back')
    router.get('/queue/:id/evidence/removal', [RoundsController, 'back']).as('rounds.back_removal')
    router.get('/queue/:id/evidence/:evidence', [EvidenceController, 'show']).as('evidence.show')
  })
  .domain('staff')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'qa', 'administrator'] }))

router
  .group(() => {
    router.post('/queue/batch', [QueueBatchesController, 'store']).as('queue_batches.store')
    router.post('/queue/:id/claim', [ClaimsController, 'store']).as('claims.store')
    router.post('/queue/:id/release', [ClaimsController, 'destroy']).as('claims.destroy')
    // All buttons of one form, which has a field for a screenshot: the browser sends its file with whichever is pressed.
    router
      .group(() => {
        router
          .post('/queue/:id/checklist', [ChecklistsController, 'update'])
          .as('checklists.update')
        router.post('/queue/:id/decision', [DecisionsController, 'store']).as('decisions.store')
        router.post('/queue/:id/evidence', [EvidenceController, 'store']).as('evidence.store')
        router
          .post('/queue/:id/evidence/removal', [EvidenceController, 'destroy'])
          .as('evidence.destroy')
        router.post('/queue/:id/calls', [CareCallsController, 'store']).as('care_calls.store')
        router
          .post('/queue/:id/messages', [DeskMessagesController, 'message'])
          .as('desk_messages.message')
        router.post('/queue/:id/notes', [DeskMessagesController, 'note']).as('desk_messages.note')
      })
      .use(middleware.takes({ kind: 'files' }))
  })
  .domain('staff')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'qa'] }))

router
  .group(() => {
    router.post('/queue/:id/reveal', [RevealsController, 'store']).as('reveals.store')
  })
  .domain('staff')
  .use(middleware.allow({ who: 'staff', roles: ['legal'] }))

router
  .get('/contents/:id/versions', [VersionsController, 'staff'])
  .domain('staff')
  .as('versions.staff')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'qa', 'administrator'] }))

router
  .group(() => {
    router
      .post('/queue/:id/store-entry', [StoreEntriesController, 'storeForRound'])
      .as('store_entries.store_for_round')
    router.get('/development-store', [StoreEntriesController, 'create']).as('store_entries.create')
    router.post('/development-store', [StoreEntriesController, 'store']).as('store_entries.store')
  })
  .domain('staff')
  .use(middleware.allow({ who: 'staff' }))
