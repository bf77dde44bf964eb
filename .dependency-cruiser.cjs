/**
 * Which room may import which (CONTRIBUTING.md, "Direction of imports"). Checked by `npm run boundaries`, which also fails when it saw no module.
 * A room is a path from the root; node modules are restricted only where a package has one door.
 */
const tests = '\\.test\\.tsx?$'
const forbid = (name, comment, from, to, except = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: [tests, ...(except.from ?? [])] },
  to: { path: to, ...(except.to ? { pathNot: except.to } : {}) },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'A cycle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', comment: 'An import must lead somewhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
    forbid(
      'lib-knows-no-user',
      'lib never imports app, components, agent or server.',
      '^lib/',
      '^(app|components|agent|server|e2e|scripts)/',
    ),
    forbid(
      'contract-is-alone',
      'lib/contract imports zod and itself.',
      '^lib/contract/',
      '^(lib/(?!contract/|problems/problem\\.ts)|app/|components/|agent/|server/)',
    ),
    forbid('problems-below', 'lib/problems imports contract only.', '^lib/problems/', '^lib/(?!problems/|contract/)'),
    forbid('domain-below', 'lib/domain is pure: contract and problems only.', '^lib/domain/', '^lib/(?!domain/|problems/|contract/)'),
    forbid(
      'gate-is-plain-node',
      'The gate is imported by the studio server and the agent: plain Node, no framework, no other room.',
      '^lib/gate/',
      '^lib/(?!gate/|domain/home-layout|contract/|problems/)|node_modules/(next|react|hono|server-only)/',
    ),
    forbid(
      'home-is-plain-node',
      'What is done with the data folder as a whole, by launcher and agent alike: plain Node, no framework, no other room.',
      '^lib/home/',
      '^lib/(?!home/|domain/home-layout)|node_modules/(next|react|hono|server-only)/',
    ),
    forbid(
      'script-lint-is-plain-node',
      'Scoring scripts are read by studio, agent and validate alike: plain Node, no framework, no other room.',
      '^lib/script-lint/',
      '^lib/(?!script-lint/|contract/)|node_modules/(next|react|hono|server-only)/',
    ),
    forbid('arm-below', 'lib/arm is the only door to the control plane and knows no database.', '^lib/arm/', '^lib/(db|server|queries)/'),
    forbid('db-below', 'lib/db knows no control plane.', '^lib/db/', '^lib/(arm|server|queries)/'),
    forbid('queries-in-the-browser', 'lib/queries runs in the browser.', '^lib/queries/', '^lib/(arm|db|server|gate|script-lint)/'),
    forbid(
      'components-in-the-browser',
      'Components get data and actions as props.',
      '^components/',
      '^(lib/(arm|db|server|gate|home|script-lint)|app|agent|server)/',
    ),
    forbid('app-meets-agent-over-http', 'The studio and the agent meet over HTTP only.', '^app/', '^(agent|server)/'),
    forbid(
      'agent-on-its-own',
      'The agent imports contract, problems, domain, gate and home only.',
      '^agent/',
      '^(app|components|server|generated)/|^lib/(arm|db|server|queries)/|node_modules/(next|react)/',
    ),
    forbid(
      'server-is-composition',
      'server/ starts processes and Next; it holds no feature.',
      '^server/',
      '^(app|components|agent|generated)/|^lib/(?!gate/|home/|domain/(home-layout|limits/stop-budgets))',
    ),
    forbid('prisma-has-one-door', 'Only lib/db imports the generated client.', '^', '^generated/|node_modules/@prisma/', {
      from: ['^lib/db/', '^generated/', '^prisma\\.config', '^lib/gate/', '^scripts/'],
    }),
    forbid(
      'sqlite-has-two-doors',
      'better-sqlite3 belongs to the agent store, the migrations and the backup of both databases.',
      '^',
      'node_modules/better-sqlite3/',
      {
        from: ['^agent/', '^server/migrations', '^lib/db/', '^lib/home/', '^bench/', '^test/', '^test/'],
      },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^generated'] },
    exclude: { path: ['^\\.next', '^dist', '^test-results', '\\.(css|json|sql|py|sh)$'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
