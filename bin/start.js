/*
 * `npm start`: the whole product. Under the pinned Node, with an `.env` where there is none.
 */
import './pinned_node.js'
import { ensureEnvFile, loadEnvironment } from './env_file.js'

ensureEnvFile()
loadEnvironment()
await import('./typescript.js')
const { start } = await import('./serve.js')
await start()
