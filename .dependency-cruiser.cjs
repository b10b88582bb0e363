/** The import table of ARCHITECTURE.md. `from` may import only what `to.pathNot` lists; everything else is an error. */
const builtin =
  '^(node:|assert|async_hooks|buffer|child_process|crypto|events|fs|http|module|net|os|path|perf_hooks|readline|stream|timers|url|util|worker_threads|zlib)';
const npm = (...names) => names.map((name) => `node_modules/${name}/`);
const room = (...names) => names.map((name) => `^${name}/`);

const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

const ports = '^(stores|scoring|crm|sources)/[^/]+\\.ts$';
const adapters = '^(stores|scoring|crm|sources)/[^/]+/';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('domain', 'domain imports its schema library and the name-distance function', '^domain/', [
      ...room('domain'),
      ...npm('zod', 'fastest-levenshtein'),
    ]),
    only('engine', 'engine imports domain only', '^engine/', room('engine', 'domain')),
    {
      name: 'adapters-know-no-temporal',
      severity: 'error',
      from: { path: '^(sources|stores|scoring|crm)/' },
      // the definitions of the tables are data
      to: {
        path: '(@temporalio/|^(activities|workers|workflows|cli|infra|engine)/)',
        pathNot: '^infra/hbase/tables\\.ts$',
      },
    },
    {
      name: 'adapter-never-imports-adapter',
      severity: 'error',
      from: { path: '^(sources|stores|scoring|crm)/([^/]+)/' },
      to: { path: '^(sources|stores|scoring|crm)/[^/]+/', pathNot: '^$1/$2/' },
    },
    only('workflows', 'workflows import domain, @temporalio/workflow and activities as types', '^workflows/', [
      ...room('workflows', 'domain'),
      ...npm('@temporalio/workflow', '@temporalio/common'),
      '^activities/',
    ]),
    {
      name: 'workflows-import-activities-as-types',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    only(
      'activities',
      'activities import domain, engine, the ports, the kind of a failure and the logger',
      '^activities/',
      [
        ...room('activities', 'domain', 'engine'),
        ports,
        ...npm('@temporalio/common', 'pino'),
        // what has no I/O
        '^(node:)?(crypto|path)$',
      ],
    ),
    only('workers', 'workers import domain, engine, the ports, their adapters, activities and workflows', '^workers/', [
      ...room('workers', 'domain', 'engine', 'activities', 'workflows', 'stores', 'scoring', 'crm', 'sources'),
      'node_modules/',
      builtin,
    ]),
    {
      name: 'three-files-choose-adapters',
      severity: 'error',
      from: { path: '^workers/', pathNot: '^workers/(ports|store-choice|crm-choice)\\.ts$' },
      // a dictionary is a folder wherever rows and files are kept: there is nothing to choose
      to: { path: adapters, pathNot: '^stores/local/dictionary-' },
    },
    only('infra', 'infra imports domain', '^infra/', [...room('infra', 'domain'), 'node_modules/', builtin]),
    only('cli', 'cli imports domain, engine, workflows, workers and infra', '^cli/', [
      ...room('cli', 'domain', 'engine', 'workflows', 'workers', 'infra'),
      // the sample's generator is a dictionary's own data in the making
      '^dictionaries/sample/generate\\.ts$',
      'node_modules/',
      builtin,
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|\\.js$|^engine/kernel/assembly/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
