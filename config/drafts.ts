import env from '#start/env'

/** How many contents a partner may have begun and not submitted at one time. */
export default { open: env.get('DRAFTS_PER_PARTNER', 200) }
