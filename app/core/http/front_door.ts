import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import app from '@adonisjs/core/services/app'
import surfaces from '#config/surfaces'
import {
  DOORS,
  doorOfHost,
  doorOfPort,
  listensOnLoopback,
  originOf,
  type Arrival,
  type Door,
  type Language,
} from './surfaces.js'
import { carrySecurityHeaders } from './security_headers.js'

const arrivals = new WeakMap<IncomingMessage, Arrival>()

/** Where this request arrived. */
export function arrivalOf(request: IncomingMessage): Arrival {
  const arrival = arrivals.get(request)
  if (!arrival) throw new Error('a request that did not come through the front door')
  return arrival
}

/**
 * Stands before the framework: decides the surface by the host, takes the language off the path, and
 * hands the router a host that is one of `store`, `partner`, `staff`, `doorway`. So routes are written once
 * for both stores, and an unknown, misspelt or missing host never reaches a route.
 */
export function frontDoor(handler: RequestListener): RequestListener {
  return (request, response) => {
    carrySecurityHeaders(response)
    const door =
      surfaces.mode === 'ports'
        ? doorOfPort(request.socket.localPort, hostHeader(request))
        : doorOfHost(hostHeader(request))
    if (!door || (door === 'doorway' && !doorwayIsOpen())) return refuse(response)
    const { language, url, path } = takeLanguage(request.url ?? '/')
    arrivals.set(request, { ...doorFacts(door), language, path })
    request.url = isReadable(path) ? url : NOWHERE
    request.headers.host = DOORS[door].surface
    // Only where there is one: deleting makes every later look at the headers slow.
    if (request.headers['x-forwarded-host'] !== undefined)
      delete request.headers['x-forwarded-host']
    return handler(request, response)
  }
}

const facts = new Map<Door, Pick<Arrival, 'surface' | 'environment' | 'origin'>>()

function doorFacts(door: Door) {
  let known = facts.get(door)
  if (!known) facts.set(door, (known = { ...DOORS[door], origin: originOf(door) }))
  return known
}

/** The doorway shows demo accounts and every mail: never in production, never to another machine. */
function doorwayIsOpen(): boolean {
  return !app.inProduction && listensOnLoopback()
}

/** A path that is no UTF-8 cannot be anybody's page: it gets the page that says so, as every other unknown one. */
const NOWHERE = '/-'

function isReadable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURI(path)
    return true
  } catch {
    return false
  }
}

function hostHeader(request: IncomingMessage): string | undefined {
  const forwarded = surfaces.trustProxy ? request.headers['x-forwarded-host'] : undefined
  return (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? request.headers.host
}

function takeLanguage(url: string): { language: Language; url: string; path: string } {
  const path = url.split('?', 1)[0]!
  if (path !== '/en' && !path.startsWith('/en/')) return { language: 'id', url, path }
  const rest = url.slice('/en'.length)
  return { language: 'en', url: rest.startsWith('/') ? rest : `/${rest}`, path }
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end('Tidak ada toko di alamat ini. / There is no store at this address.\n')
}
