import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import type { Language, StoreEnvironment } from '#core/http/surfaces'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import { isBoundToPassword } from '#identity/sessions/start'
import type { UserKind } from '#identity/sessions/store'
import type Staff from '#identity/models/staff'

/** What every account has, whichever area owns it. */
export interface Account {
  id: number
  publicId: string
  name: string
  email: string
  language: Language
  /** Activated and not closed: a session of any other account is nothing. */
  maySignIn: boolean
}

/** Who is signed in on this surface. */
export interface Viewer {
  kind: UserKind
  user: Account
}

const viewers = new WeakMap<HttpContext, Viewer>()

/** Loads who the session belongs to. The surface decides which kind of user can be meant at all. */
export async function loadViewer(ctx: HttpContext): Promise<void> {
  const kind = kindOfSurface(ctx)
  if (!kind || !ctx.session.has(`auth_${kind}`)) return
  const guard = ctx.auth.use(kind)
  if (!(await guard.check())) return
  const user = guard.user as Credentialed
  if (!isBoundToPassword(ctx, user)) return
  // A customer account belongs to one store (R4).
  const { environment } = user as { environment?: StoreEnvironment }
  if (kind === 'customer' && environment !== ctx.arrival.environment) return
  if (user.maySignIn) viewers.set(ctx, { kind, user })
}

/** The viewer, or null for a guest. */
export function viewerOf(ctx: HttpContext): Viewer | null {
  return viewers.get(ctx) ?? null
}

/** The signed-in account of a kind. Areas wrap it: `partnerOf(ctx)`, `customerOf(ctx)`. */
export function accountOf<T extends Account>(ctx: HttpContext, kind: UserKind): T {
  const viewer = viewers.get(ctx)
  if (viewer?.kind !== kind)
    throw new Exception('sign in first', { status: 401, code: 'E_UNAUTHORIZED' })
  return viewer.user as T
}

/** The signed-in member of staff; routes that call it are `allow({ who: 'staff' })`. */
export function staffOf(ctx: HttpContext): Staff {
  return accountOf<Staff>(ctx, 'staff')
}

/** The kind of account that signs in on this surface. */
export function kindOfSurface({ arrival }: HttpContext): UserKind | null {
  if (arrival.surface === 'store') return 'customer'
  return arrival.surface === 'doorway' ? null : arrival.surface
}

/** What a page's head shows of the account: a name, a line below it, initials. */
export function describeAccount(user: Account) {
  const company = (user as { companyName?: string }).companyName ?? null
  const role = (user as { role?: string }).role ?? null
  const words = user.name.trim().split(/\s+/)
  const initials = [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => word?.[0] ?? '')
    .join('')
  return { name: user.name, email: user.email, company, role, initials: initials.toUpperCase() }
}
