import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const CertificatesController = () => import('#pks/controllers/certificates_controller')
const TrustController = () => import('#pks/controllers/trust_controller')
const TrustImportsController = () => import('#pks/controllers/trust_imports_controller')
const TrustPinsController = () => import('#pks/controllers/trust_pins_controller')

router
  .group(() => {
    router.get('/certificates', [CertificatesController, 'index']).as('index')
    router
      .post('/certificates', [CertificatesController, 'store'])
      .as('upload')
      .use([middleware.limit({ name: 'upload' }), middleware.takes({ kind: 'files' })])
    router.post('/certificates/:id/cancellation', [CertificatesController, 'cancel']).as('cancel')
  })
  .domain('partner')
  .as('pks.certificates')
  .use(middleware.allow({ who: 'partner' }))

// Who may ask for an authority, or ask for its end.
router
  .group(() => {
    router.get('/trust/imports/new', [TrustImportsController, 'create']).as('new_import')
    router
      .post('/trust/imports', [TrustImportsController, 'store'])
      .as('read_import')
      .use([middleware.limit({ name: 'upload' }), middleware.takes({ kind: 'files' })])
    router.post('/trust/imports/:id/proposal', [TrustImportsController, 'propose']).as('propose')
    router.post('/trust/imports/:id/discard', [TrustImportsController, 'discard']).as('discard')
    router
      .post('/trust/authorities/:id/withdrawal', [TrustController, 'proposeWithdrawal'])
      .as('propose_withdrawal')
  })
  .domain('staff')
  .as('pks.trust')
  .use(middleware.allow({ who: 'staff', roles: ['administrator'] }))

// What is trusted is looked at, and decided by a second person, by Legal and administrators alike.
router
  .group(() => {
    router.get('/trust', [TrustController, 'index']).as('index')
    router.get('/trust/settings', [TrustController, 'fixed']).as('fixed')
    router.get('/trust/authorities/:id', [TrustController, 'show']).as('authority')
    router
      .get('/trust/authorities/:id/certificate', [TrustController, 'certificate'])
      .as('download')
    router
      .post('/trust/authorities/:id/withdrawal/confirmation', [
        TrustController,
        'confirmWithdrawal',
      ])
      .as('withdraw')
    router
      .post('/trust/authorities/:id/withdrawal/refusal', [TrustController, 'refuseWithdrawal'])
      .as('keep')
    router.get('/trust/imports/:id', [TrustImportsController, 'show']).as('import')
    router
      .post('/trust/imports/:id/confirmation', [TrustImportsController, 'confirm'])
      .as('confirm')
    router.post('/trust/imports/:id/refusal', [TrustImportsController, 'refuse']).as('refuse')
    router.get('/trust/pins', [TrustPinsController, 'index']).as('pins')
    router.get('/trust/pins/:id', [TrustPinsController, 'show']).as('pin')
    router.get('/trust/pins/:id/certificate', [TrustPinsController, 'certificate']).as('pinned')
    router.post('/trust/pins/:id/confirmation', [TrustPinsController, 'confirm']).as('pin_it')
    router.post('/trust/pins/:id/refusal', [TrustPinsController, 'refuse']).as('refuse_pin')
    router.post('/trust/pins/:id/unpinning', [TrustPinsController, 'unpin']).as('unpin')
  })
  .domain('staff')
  .as('pks.trust')
  .use(middleware.allow({ who: 'staff', roles: ['legal', 'administrator'] }))

router
  .post('/trust/pins/:id/comparison', [TrustPinsController, 'compare'])
  .domain('staff')
  .as('pks.trust.compare')
  .use(middleware.allow({ who: 'staff', roles: ['legal'] }))
