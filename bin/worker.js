/*
 * `npm run worker`: the outbox and the schedules in a process of its own, beside serving processes that
 * run with WORKER=apart. Any number may run.
 */
import './pinned_node.js'
import { loadEnvironment } from './env_file.js'

loadEnvironment()
await import('./typescript.js')
const { work } = await import('./serve.js')
await work()
