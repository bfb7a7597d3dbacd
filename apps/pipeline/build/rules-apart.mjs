/**
 * A file that two entries share holds whatever either of them uses of it, so the checks of rule files would come with
 * the few checks of settings: rules are built on their own, and each has what it uses.
 */
export const rulesApart = {
  name: 'rules-apart',
  setup(build) {
    build.onResolve({ filter: /\/open-rules\.ts$/ }, () => ({
      path: './rules.js',
      external: true,
    }));
  },
};
