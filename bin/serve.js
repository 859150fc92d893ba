/*
 * Boots the application, brings the database up to date, and runs what belongs to a serving process:
 * HTTP listeners, worker, inbound mail, and outside production the demo around it.
 */
import 'reflect-metadata'
import { createServer } from 'node:http'
import { Ignitor, prettyPrintError } from '@adonisjs/core'

const APP_ROOT = new URL('../', import.meta.url)
const IMPORTER = (filePath) =>
  filePath.startsWith('./') || filePath.startsWith('../')
    ? import(new URL(filePath, APP_ROOT).href)
    : import(filePath)

export async function start() {
  try {
    const ignitor = new Ignitor(APP_ROOT, { importer: IMPORTER })
    const app = ignitor.createApp('web')
    app.booting(() => import('#start/env'))
    await app.init()
    await app.boot()
    const { prepare, serve } = await import('#start/serving')
    await prepare(app)
    await app.start(() => serve(app, createServer))
  } catch (error) {
    await prettyPrintError(error)
    process.exit(1)
  }
}
