import env from '#start/env'
import { defineConfig } from '@adonisjs/core/http'

export const appKey = env.get('APP_KEY')

export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  redirect: { forwardQueryString: false },
  // The proxy before us, and none further: what stood in `X-Forwarded-For` before it was written by the visitor.
  trustProxy: (_address, distance) => distance === 0 && env.get('TRUST_PROXY', false),
  cookie: {
    domain: '',
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    secure: env.get('PUBLIC_SCHEME') === 'https',
    sameSite: 'lax',
  },
})
