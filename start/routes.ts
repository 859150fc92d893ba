/*
 * Every area brings its own routes; each says with `allow` who may use it.
 */
import '#core/routes'
import '#storefront/routes'
import '#doorway/routes'
import '#identity/routes'
import '#partners/routes'
import '#customers/routes'
import '#captcha/routes'
import '#catalogue/routes'
import '#approvals/routes'
import '#checkout/routes'
import '#forwarding/routes'
import '#pks/routes'
import '#pks/template_routes'
import '#pks/trust_routes'
import '#settlement/routes'
import '#help/routes'
import '#consoles/routes'
// The last of all: it answers whatever is left.
import '#core/unknown_routes'
