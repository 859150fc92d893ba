import surfaces from '#config/surfaces'

const secure = surfaces.scheme === 'https'

/** The session's cookie. Host-only: a session on one surface is nothing on another. */
export const SESSION_COOKIE = secure ? '__Host-etalase' : 'etalase'

export const SESSION_COOKIE_OPTIONS = {
  path: '/',
  httpOnly: true,
  secure,
  sameSite: 'lax',
} as const
