import env from '#start/env'
import { defineConfig } from '@adonisjs/session'
import { databaseSessions } from '#identity/sessions/store'

const secure = env.get('PUBLIC_SCHEME') === 'https'

export default defineConfig({
  enabled: true,
  // Host-only: a session on one surface is nothing on another.
  cookieName: secure ? '__Host-etalase' : 'etalase',
  clearWithBrowser: false,
  age: '12h',
  cookie: { path: '/', httpOnly: true, secure, sameSite: 'lax' },
  store: 'database',
  stores: { database: databaseSessions },
})
