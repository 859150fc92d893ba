import { spawn } from 'node:child_process'

/** What was begun with `spawn` as `child`: what it prints until it ends. Rejects when it fails or takes longer than `seconds`. */
export function collected(child, seconds) {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`a program was not done after ${seconds} seconds`))
    }, seconds * 1000)
    child.stdout.on('data', (chunk) => (text += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(text)
      else reject(new Error(`a program ended with ${code}`))
    })
  })
}

/** Runs a program of ours under this Node and hands over what it prints. */
export function output(args, seconds, options = {}) {
  const stdio = ['ignore', 'pipe', 'inherit']
  return collected(spawn(process.execPath, args.map(String), { ...options, stdio }), seconds)
}

/** The first line of a program that goes on. */
export function started(child, seconds = 120) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a program does not start')), seconds * 1000)
    const settled = (done) => (value) => {
      clearTimeout(timer)
      done(value)
    }
    child.stdout.once('data', settled(resolve))
    child.once('error', settled(reject))
    child.once(
      'exit',
      settled((code) => reject(new Error(`a program ended with ${code}`)))
    )
  })
}
