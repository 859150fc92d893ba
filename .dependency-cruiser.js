/*
 * Who may import whom. `docs/architecture.md` says why each edge is there; a new one needs a line there.
 */

/** Areas that an area may import models, actions and queries of. */
const EDGES = {
  identity: ['core'],
  partners: ['core', 'identity'],
  catalogue: ['core', 'identity', 'partners'],
  customers: ['core', 'identity', 'partners'],
  pks: ['core', 'identity', 'catalogue', 'partners'],
  forwarding: ['core', 'identity', 'catalogue', 'partners'],
  ledger: [],
  vouchers: ['ledger'],
  checkout: [
    'core',
    'identity',
    'customers',
    'catalogue',
    'partners',
    'pks',
    'forwarding',
    'ledger',
  ],
  approvals: [
    'core',
    'identity',
    'checkout',
    'pks',
    'catalogue',
    'partners',
    'forwarding',
    'customers',
  ],
  settlement: ['core', 'identity', 'checkout', 'ledger', 'pks', 'partners', 'catalogue'],
  storefront: ['core', 'identity', 'checkout', 'customers', 'catalogue', 'partners'],
  help: ['core', 'identity', 'forwarding', 'catalogue', 'partners', 'storefront'],
}
const PORTS = ['payments', 'captcha', 'pki', 'inbound_mail', 'storage']
const AREAS = [...Object.keys(EDGES), 'core', 'consoles', 'doorway']

/** What others may import of an area beside its models, actions and queries: files, and folders with their slash. */
const PUBLIC = {
  identity: [
    'account_routes',
    'authorization',
    'four_eyes',
    'guest_routes',
    'owner_proof',
    'activation/',
    'passwords/',
    'sessions/',
    'tokens/',
    'role_labels',
    'viewer',
  ],
  partners: [
    'bank_words',
    'company_fields',
    'mask',
    'personal_data',
    'presenters/company_file',
    'read_reasons',
    'viewer',
  ],
  catalogue: ['presenters/check_page', 'status_labels', 'version_states'],
  customers: ['viewer'],
  pks: ['document/draft'],
  forwarding: ['customer_ref', 'redirect', 'signature'],
  ledger: ['accounts', 'entries'],
  vouchers: [],
  checkout: ['order_states', 'presenters/order_page', 'presenters/purchase_box'],
  approvals: ['ball', 'lanes', 'reasons'],
  settlement: [],
  storefront: [],
  help: [],
}

const roomRules = Object.entries(PUBLIC).map(([area, named]) => ({
  name: `rooms-of-${area}`,
  comment: `of ${area} others may import: ${['actions/', 'models/', 'queries/', ...named].join(', ')}`,
  severity: 'error',
  from: { path: '^app/', pathNot: `^app/${area}/` },
  to: {
    path: `^app/${area}/`,
    pathNot: `^app/${area}/(${['actions/', 'models/', 'queries/', ...named.map((name) => (name.endsWith('/') ? name : `${name}\\.`))].join('|')})`,
  },
}))

const areaRules = Object.entries(EDGES).map(([area, allowed]) => ({
  name: `edges-of-${area}`,
  comment: `${area} may import: ${allowed.join(', ') || 'nothing'} (beside shared, audit and ports)`,
  severity: 'error',
  from: { path: `^app/${area}/` },
  to: {
    path: `^app/(${AREAS.filter((other) => other !== area && !allowed.includes(other)).join('|')})/`,
  },
}))

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'an import that is not found would pass every other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^app/shared/' },
      to: { path: '^(app/(?!shared/)|plugins/|start/|providers/)' },
    },
    ...areaRules,
    ...roomRules,
    {
      name: 'core-knows-no-area',
      severity: 'error',
      from: { path: '^app/core/' },
      to: { path: `^app/(${Object.keys(EDGES).join('|')}|consoles|doorway)/` },
    },
    {
      name: 'inner-rooms',
      comment: 'controllers, validators and mails of an area are its own',
      severity: 'error',
      from: { path: '^app/([^/]+)/' },
      to: { path: '^app/[^/]+/(controllers|validators|mails|policies)/', pathNot: '^app/$1/' },
    },
    {
      name: 'ports-stand-alone',
      severity: 'error',
      from: { path: `^app/(${PORTS.join('|')}|audit)/` },
      to: { path: `^app/(${AREAS.join('|')})/|^plugins/` },
    },
    {
      name: 'plugins-know-their-port',
      comment: 'a plug-in imports its own folder, its port and shared',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/([^/]+)/' },
      to: {
        path: '^(app/(?!shared/)|plugins/|config/|start/)',
        pathNot: '^(app/$1/|plugins/$1/$2/)',
      },
    },
    {
      name: 'nobody-imports-plugins',
      severity: 'error',
      from: { pathNot: '^(plugins/|providers/|adonisrc|tests/|config/|bin/|commands/)' },
      to: { path: '^plugins/' },
    },
    {
      name: 'logic-knows-no-http',
      severity: 'error',
      from: { path: '^app/[^/]+/(actions|models|queries|jobs)/' },
      to: {
        path: '(@adonisjs/core/(build/modules/)?(http|bodyparser)|@adonisjs/http-server|^app/[^/]+/(controllers|middleware)/|^app/core/http/(?!surfaces\\.))',
      },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^(app|plugins|config|start|providers|commands)/' },
      to: { path: '^(tests|sandboxes|benchmarks)/', pathNot: '^sandboxes/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|storage|tmp)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: '.dependency-cruiser.resolve.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
