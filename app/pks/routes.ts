import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { listensOnLoopback } from '#core/http/surfaces'
import { middleware } from '#start/kernel'

const AgreementsController = () => import('#pks/controllers/agreements_controller')
const RepliesController = () => import('#pks/controllers/replies_controller')
const EvidenceController = () => import('#pks/controllers/evidence_controller')
const HelpController = () => import('#pks/controllers/help_controller')
const StaffAgreementsController = () => import('#pks/controllers/staff_agreements_controller')
const SealController = () => import('#pks/controllers/seal_controller')
const StaffRepliesController = () => import('#pks/controllers/staff_replies_controller')
const VerificationController = () => import('#pks/controllers/verification_controller')
const DevelopmentCertificatesController = () =>
  import('#pks/controllers/development_certificates_controller')
const DevelopmentListsController = () => import('#pks/controllers/development_lists_controller')

router
  .get('/agreements/help', [HelpController, 'show'])
  .domain('partner')
  .as('pks.help')
  .use(middleware.allow({ who: 'anyone' }))

router
  .group(() => {
    router.get('/agreements', [AgreementsController, 'index']).as('index')
    router.get('/agreements/:id', [AgreementsController, 'show']).as('show')
    router.get('/agreements/:id/document', [AgreementsController, 'document']).as('document')
    router.get('/agreements/:id/evidence', [EvidenceController, 'own']).as('evidence')
    router.post('/agreements/:id/reissue', [AgreementsController, 'reissue']).as('reissue')
    router.get('/agreements/:id/replies/:reply', [RepliesController, 'show']).as('reply')
    router
      .post('/agreements/:id/replies', [RepliesController, 'store'])
      .as('upload')
      .use([middleware.limit({ name: 'upload' }), middleware.takes({ kind: 'files' })])
  })
  .domain('partner')
  .as('pks.partner')
  .use(middleware.allow({ who: 'partner' }))

router
  .group(() => {
    router.get('/agreements', [StaffAgreementsController, 'index']).as('agreements')
    router.get('/agreements/:id', [StaffAgreementsController, 'show']).as('agreement')
    router.get('/agreements/:id/document', [StaffAgreementsController, 'document']).as('document')
    router.get('/agreements/:id/evidence', [EvidenceController, 'any']).as('evidence')
    router.get('/seal', [SealController, 'show']).as('seal')
    router.get('/replies', [StaffRepliesController, 'index']).as('replies')
    router.get('/replies/:id', [StaffRepliesController, 'show']).as('reply')
    router.get('/replies/:id/verdicts/:verdict', [StaffRepliesController, 'show']).as('verdict')
    router.get('/replies/:id/evidence/:sha256', [StaffRepliesController, 'evidence']).as('proof')
    router.get('/replies/:id/raw', [StaffRepliesController, 'raw']).as('raw')
    router.post('/replies/:id/judgements', [StaffRepliesController, 'judge']).as('judge')
  })
  .domain('staff')
  .as('pks.staff')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'administrator'] }))

router
  .group(() => {
    router
      .get('/verifikasi', [VerificationController, 'show'])
      .as('show')
      .use(middleware.limit({ name: 'search' }))
    router
      .post('/verifikasi', [VerificationController, 'store'])
      .as('store')
      .use([middleware.limit({ name: 'upload' }), middleware.takes({ kind: 'files' })])
  })
  .domain('store')
  .as('pks.verify')
  .use(middleware.allow({ who: 'anyone' }))

// Not hidden in production: not there.
if (!app.inProduction && listensOnLoopback()) {
  router
    .post('/development-certificate', [DevelopmentCertificatesController, 'store'])
    .domain('partner')
    .as('pks.development_certificate')
    .use(middleware.allow({ who: 'partner' }))
  router
    .get('/pki/:file', [DevelopmentListsController, 'show'])
    .domain('doorway')
    .as('pks.development_lists')
    .use(middleware.allow({ who: 'machine' }))
}
