import env from '#start/env'
import { defineConfig } from '@adonisjs/session'
import { databaseSessions } from '#identity/sessions/store'

const secure = env.get('PUBLIC_SCHEME') === 'https'

export default defineConfig({
  enabled: true,
  // Host-only: a session on one surface is nothing on another.
  cookieName: secure ? '__Host-etalase' : 'etalase',
  clearWithBrowser: false,
  // The server decides when a session ends (`#identity/sessions/store`); the cookie only has to last.
  age: '30d',
  cookie: { path: '/', httpOnly: true, secure, sameSite: 'lax' },
  store: 'database',
  stores: { database: databaseSessions },
})
