import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/core/encryption'

const previous = (env.get('APP_PREVIOUS_KEYS') ?? '').split(',').filter(Boolean)

/** Personal data and secrets at rest. The first key seals, every key opens. */
export default defineConfig({
  default: 'app',
  list: {
    app: drivers.aes256gcm({ id: 'app', keys: [env.get('APP_KEY').release(), ...previous] }),
  },
})
