import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { isStorageKey } from '#storage/contract'
import { FileStorage } from '#storage/file_storage'

test.group('File storage', (group) => {
  let folder: string
  let storage: FileStorage
  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'etalase-storage-'))
    storage = new FileStorage(folder)
    return () => rm(folder, { recursive: true, force: true })
  })

  test('gives back the very bytes, and none for an unknown key', async ({ assert }) => {
    await storage.put('images/ab/one.webp', Buffer.from([0, 1, 2, 255]))
    assert.deepEqual([...(await storage.get('images/ab/one.webp'))!], [0, 1, 2, 255])
    assert.isTrue(await storage.exists('images/ab/one.webp'))
    assert.isNull(await storage.get('images/ab/two.webp'))
    assert.isFalse(await storage.exists('images/ab/two.webp'))
    assert.isFalse(await storage.exists('images/ab'), 'a folder is no file')
  })

  test('a second put replaces the first and leaves nothing beside it', async ({ assert }) => {
    await storage.put('a/x', Buffer.from('first'))
    await Promise.all(Array.from({ length: 8 }, (_, turn) => storage.put('a/x', Buffer.from(`turn ${turn}`))))
    assert.match((await storage.get('a/x'))!.toString(), /^turn \d$/)
    assert.deepEqual(await readdir(join(folder, 'a')), ['x'])
  })

  for (const key of ['../secret', '/etc/passwd', 'a/../../b', 'a//b', '.hidden', 'a/.hidden', 'a\\b', 'a b', '', 'a/', 'a\u0000b', 'x'.repeat(201)]) {
    test(`refuses the key ${JSON.stringify(key.slice(0, 20))}`, async ({ assert }) => {
      assert.isFalse(isStorageKey(key))
      await assert.rejects(() => storage.put(key, Buffer.from('x')))
      await assert.rejects(() => storage.get(key))
    })
  }
})
