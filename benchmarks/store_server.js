/*
 * The real application, listening as `npm start` does, without the demo around it: database up to date, every
 * provider and route, the front door, the worker.
 */
import 'reflect-metadata'
import { createServer } from 'node:http'
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('../', import.meta.url)
const importer = (path) => (/^\.\.?\//.test(path) ? import(new URL(path, ROOT).href) : import(path))

const app = new Ignitor(ROOT, { importer }).createApp('web')
app.booting(() => import('#start/env'))
await app.init()
await app.boot()
const { prepare } = await import('#start/serving')
await prepare(app)
await app.start(async () => {
  const { seedReference } = await import('#database/seeders/reference')
  await seedReference()
  const { OutboxWorker } = await import('#shared/outbox/worker')
  const { frontDoor } = await import('#core/http/front_door')
  const server = await app.container.make('server')
  await server.boot()
  const listener = createServer(frontDoor(server.handle.bind(server)))
  server.setNodeServer(listener)
  new OutboxWorker().start()
  listener.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))
})
process.on('SIGTERM', () => process.exit(0))
