import { readSettings } from '@glyphwatch/cli/settings';
import { readInfraSettings } from '@glyphwatch/infra/settings';
import { isPrintable, ownErrorsOnly } from '../checks.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

export const settings: FuzzTarget = {
  name: 'settings',
  reads: 'glyphwatch.yaml and the settings of a deployment',
  async run(input) {
    const text = input.toString('utf8');
    const origin = { name: 'glyphwatch.yaml', env: { TOKEN: 'secret' }, folder: '/' };
    await ownErrorsOnly(
      () => void readSettings(text, { ...origin, use: 'receiving' }),
      isPrintable,
    );
    await ownErrorsOnly(() => void readInfraSettings(text, 'settings.yaml'), isPrintable);
  },
};
