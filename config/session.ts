import { defineConfig } from '@adonisjs/session'
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS } from '#identity/sessions/cookie'
import { databaseSessions } from '#identity/sessions/store'

export default defineConfig({
  enabled: true,
  cookieName: SESSION_COOKIE,
  clearWithBrowser: false,
  // The server decides when a session ends (`#identity/sessions/store`); the cookie only has to last.
  age: '30d',
  cookie: SESSION_COOKIE_OPTIONS,
  store: 'database',
  stores: { database: databaseSessions },
})
