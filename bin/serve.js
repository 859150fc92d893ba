/*
 * Boots the application for a serving process or a worker; `start/serving.ts` says what each then does.
 */
import 'reflect-metadata'
import { createServer } from 'node:http'
import { Ignitor, prettyPrintError } from '@adonisjs/core'

const APP_ROOT = new URL('../', import.meta.url)
const IMPORTER = (filePath) =>
  filePath.startsWith('./') || filePath.startsWith('../')
    ? import(new URL(filePath, APP_ROOT).href)
    : import(filePath)

async function run(main) {
  try {
    const app = new Ignitor(APP_ROOT, { importer: IMPORTER }).createApp('web')
    app.booting(() => import('#start/env'))
    await app.init()
    await app.boot()
    const serving = await import('#start/serving')
    await main(app, serving)
  } catch (error) {
    await prettyPrintError(error)
    process.exit(1)
  }
}

export const start = () =>
  run(async (app, { prepare, serve }) => {
    await prepare(app)
    await app.start(() => serve(app, createServer))
  })

export const work = () =>
  run(async (app, { workApart }) => {
    await app.start(() => workApart(app))
  })
