/*
 * The real application, listening as `npm start` does, with its worker.
 */
import { serveApplication } from './application.js'

await serveApplication(async () => {
  const { OutboxWorker } = await import('#shared/outbox/worker')
  new OutboxWorker().start()
  console.log('ready')
})
process.on('SIGTERM', () => process.exit(0))
