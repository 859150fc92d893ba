import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/core/encryption'

const newest = env.get('APP_KEY').release()
const previous = (env.get('APP_PREVIOUS_KEYS') ?? '').split(',').filter(Boolean)

/** Personal data and secrets at rest. The first key seals, every key opens; `newest` opens nothing that a former key sealed. */
export default defineConfig({
  default: 'app',
  list: {
    app: drivers.aes256gcm({ id: 'app', keys: [newest, ...previous] }),
    newest: drivers.aes256gcm({ id: 'app', keys: [newest] }),
  },
})
