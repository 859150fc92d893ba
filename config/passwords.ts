import env from '#start/env'

/** The rule for passwords of customers and partners: the guide's, or (`length`) ten characters of any kind. */
export default {
  policy: env.get('PASSWORD_POLICY', 'guide'),
}
