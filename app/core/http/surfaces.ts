import { isIP } from 'node:net'
import surfaces from '#config/surfaces'

export type Surface = 'store' | 'partner' | 'staff' | 'doorway'
export type StoreEnvironment = 'production' | 'development'
export type Language = 'id' | 'en'

/** Where a request arrived. Decided once, before the router sees it. */
export interface Arrival {
  surface: Surface
  /** Which store's books, contents and customers: only on the store surface. Not NODE_ENV. */
  environment: StoreEnvironment | null
  language: Language
  /** `http://stores.localhost:3333` */
  origin: string
  /** The path as the visitor wrote it, language prefix included. */
  path: string
}

export type Door = 'store' | 'devstore' | 'partner' | 'staff' | 'doorway'

/** In `ports` mode, each door's distance from PORT. */
const PORT_OFFSET: Record<Door, number> = {
  doorway: 0,
  store: 1,
  devstore: 2,
  partner: 3,
  staff: 4,
}

export const DOORS: Record<Door, { surface: Surface; environment: StoreEnvironment | null }> = {
  store: { surface: 'store', environment: 'production' },
  devstore: { surface: 'store', environment: 'development' },
  partner: { surface: 'partner', environment: null },
  staff: { surface: 'staff', environment: null },
  doorway: { surface: 'doorway', environment: null },
}

const DOOR_BY_HOST = new Map<string, Door>(
  (Object.entries(surfaces.hosts) as [Door, string][]).map(([door, host]) => [
    host.toLowerCase(),
    door,
  ])
)

/** The door of a `Host` header (port, case and a trailing dot aside), or null for a host that is not ours. */
export function doorOfHost(host: string | undefined): Door | null {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  return DOOR_BY_HOST.get(name) ?? null
}

/**
 * The door of a local port (`SURFACES=ports`), for a host that is an address or this machine's name. Any
 * other name may be somebody's own, made to point here for a visitor's browser (DNS rebinding).
 */
export function doorOfPort(port: number | undefined, host: string | undefined): Door | null {
  if (!isAddress(host)) return null
  const offset = (port ?? 0) - surfaces.bindPort
  const found = (Object.entries(PORT_OFFSET) as [Door, number][]).find(
    ([, distance]) => distance === offset
  )
  return found?.[0] ?? null
}

function isAddress(host: string | undefined): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  return (
    name === 'localhost' || name === surfaces.bindHost || isIP(name.replace(/^\[|\]$/g, '')) !== 0
  )
}

/** Every port to listen on. */
export function listeningPorts(): number[] {
  return surfaces.mode === 'ports'
    ? Object.values(PORT_OFFSET).map((offset) => surfaces.bindPort + offset)
    : [surfaces.bindPort]
}

/** `https://stores.example`: how the world writes a door. */
export function originOf(door: Door): string {
  if (surfaces.mode === 'ports')
    return `http://${surfaces.bindHost}:${surfaces.bindPort + PORT_OFFSET[door]}`
  const standard = surfaces.scheme === 'https' ? 443 : 80
  const port = surfaces.port === standard ? '' : `:${surfaces.port}`
  return `${surfaces.scheme}://${surfaces.hosts[door]}${port}`
}

/** The door of a store environment. */
export function storeDoor(environment: StoreEnvironment): Door {
  return environment === 'production' ? 'store' : 'devstore'
}

/** An absolute address, for mails and documents. `path` begins with `/`. */
export function absoluteUrl(door: Door, path: string, language: Language = 'id'): string {
  return originOf(door) + localizedPath(path, language)
}

/** Public pages carry their language in the path: Indonesian at `/`, English under `/en/`. */
export function localizedPath(path: string, language: Language): string {
  // Two slashes in front would name a host: whatever an address holds, a link of ours stays here.
  if (language === 'id') return path.replace(/^[/\\]{2,}/, '/')
  return path === '/' ? '/en/' : `/en${path}`
}

/** Is this deployment reachable only from its own machine? Some doors exist only then. */
export function listensOnLoopback(): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(surfaces.bindHost)
}
