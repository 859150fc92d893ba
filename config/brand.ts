import env from '#start/env'

/** Who runs this store. Everything that names the operator reads it here. */
export default {
  name: env.get('BRAND_NAME', 'Telkom Webstore'),
  operator: env.get('OPERATOR_NAME', 'PT Telekomunikasi Indonesia Tbk'),
  founded: 2011,
  inboundAddress: env.get('INBOUND_ADDRESS', 'pks@webstore.localhost'),
  mailFrom: env.get('MAIL_FROM', 'noreply@webstore.localhost'),
}
