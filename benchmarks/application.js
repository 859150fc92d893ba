/*
 * The real application in this process, without the demo around it: database up to date, every provider and route, the front door.
 */
import 'reflect-metadata'
import { createServer } from 'node:http'
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('../', import.meta.url)
const importer = (path) => (/^\.\.?\//.test(path) ? import(new URL(path, ROOT).href) : import(path))

/** Booted, for what needs neither database nor listener. */
export async function bootApplication(environment) {
  const app = new Ignitor(ROOT, { importer }).createApp(environment)
  app.booting(() => import('#start/env'))
  await app.init()
  await app.boot()
  return app
}

/** Listens on PORT of the environment as `npm start` does, then does `work`. */
export async function serveApplication(work) {
  const app = await bootApplication('web')
  const { prepare } = await import('#start/serving')
  await prepare(app)
  await app.start(async () => {
    const { seedReference } = await import('#database/seeders/reference')
    await seedReference()
    const { frontDoor } = await import('#core/http/front_door')
    const server = await app.container.make('server')
    await server.boot()
    const listener = createServer(frontDoor(server.handle.bind(server)))
    server.setNodeServer(listener)
    await new Promise((resolve) => listener.listen(Number(process.env.PORT), '127.0.0.1', resolve))
    await work()
  })
}
