/*
 * A process that takes mail as a serving process does (`start/inbound_mail.ts`), and ends itself as a power cut would, at a
 * named point: `node --import=./bin/typescript.js tests/support/inbound_process.ts POINT NTH`. Without a point it serves on.
 */
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { CUTS, type Cut } from './power_cuts.js'

const root = new URL('../../', import.meta.url)
const app = new Ignitor(root, { importer: (path) => import(path) }).createApp('console')
app.booting(async () => void (await import('#start/env')))
await app.init()
await app.boot()
await app.start(async () => {
  const { inboundMail } = await import('#config/inbound_mail')
  const { startAll } = await import('#inbound_mail/main')
  const { receiveReply } = await import('#pks/actions/receive_reply')
  const { FileStorage } = await import('#storage/file_storage')
  const { bindStorage } = await import('#storage/main')
  const { default: storage } = await import('#config/storage')

  const [point, nth] = process.argv.slice(2)
  const cut = CUTS.find((name): name is Cut => name === point)
  let mails = 0
  const at = (here: Cut) => {
    if (here === cut && mails >= Number(nth)) process.kill(process.pid, 'SIGKILL')
  }

  const disk = new FileStorage(storage.directory)
  bindStorage({
    get: (key) => disk.get(key),
    exists: (key) => disk.exists(key),
    remove: (key) => disk.remove(key),
    room: () => disk.room(),
    put: async (key, bytes) => {
      const writing = disk.put(key, bytes)
      if (cut === 'raw bytes half written') setImmediate(() => at('raw bytes half written'))
      await writing
      at('raw bytes kept')
    },
  })
  const ways = await inboundMail((error) => console.log(error.message))
  const stop = await startAll(ways, async (raw, source) => {
    mails++
    at('arrived')
    const writing = receiveReply(raw, source)
    if (cut === 'somewhere') setTimeout(() => at('somewhere'), Math.random() * 12)
    await writing
    at('row written')
    setImmediate(() => at('being acknowledged'))
  })
  process.on('SIGTERM', async () => {
    await stop()
    process.exit(0)
  })
  console.log('ready')
})
