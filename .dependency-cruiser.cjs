// Which package may import which: stats ◀ trial ◀ analysis ◀ server, imaging ◀ server, trial + imaging ◀ web.
const sources = (names) => `^packages/(${names})/src`;
const tests = '\\.(test|fixture)\\.ts$|/test-support/';

/** One rule: files of `from` may not import what lies in `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-cycle',
      'A cycle has no reading order (types may meet).',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('not-found', 'An import must lead somewhere.', {}, { couldNotResolve: true }),
    forbid(
      'stats-alone',
      'stats knows no trial words and has no dependency.',
      { path: sources('stats'), pathNot: tests },
      { pathNot: sources('stats') },
    ),
    forbid(
      'trial-imports',
      'trial imports stats at most.',
      { path: sources('trial'), pathNot: tests },
      { path: sources('analysis|server|imaging|web') },
    ),
    forbid(
      'imaging-alone',
      'imaging imports no sibling.',
      { path: sources('imaging') },
      { path: sources('stats|trial|analysis|server|web') },
    ),
    forbid(
      'analysis-imports',
      'analysis imports trial and stats only.',
      { path: sources('analysis'), pathNot: tests },
      { path: sources('server|imaging|web') },
    ),
    forbid('server-imports', 'server does not import web.', { path: sources('server') }, { path: sources('web') }),
    forbid(
      'web-imports',
      'web imports trial and imaging only.',
      { path: sources('web') },
      { path: sources('stats|analysis|server') },
    ),
    forbid(
      'web-stays-blind',
      'Nothing in a browser may open an allocation.',
      { path: sources('web') },
      { path: '^packages/trial/src/randomisation/' },
    ),
    forbid(
      'pure-packages',
      'Pure packages use no Node API: they run in a browser too.',
      { path: sources('stats|trial|imaging|analysis'), pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    forbid('no-test-in-product', 'Product code does not import tests.', { pathNot: tests }, { path: tests }),
    forbid(
      'by-name',
      'Another package is imported by its name, from its index.',
      { path: '^packages/([^/]+)/src' },
      { path: '^packages/([^/]+)/src/', pathNot: ['^packages/$1/src/', '^packages/[^/]+/src/index\\.ts$'] },
    ),
    forbid(
      'no-sql-at-the-edge',
      'SQL is written in the store only.',
      { path: '^packages/server/src/http/', pathNot: tests },
      { path: '^node_modules/pg/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.depcruise.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
