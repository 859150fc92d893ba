import env from '#start/env'
import { resolve } from 'node:path'

/** Images, documents, raw mail, keys: everything that lives in files. */
export default {
  directory: resolve(env.get('STORAGE_DIR', 'storage')),
}
