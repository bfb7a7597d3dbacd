import { describeStates } from '../../src/testing/describe-states.ts';

describeStates([
  {
    title: 'dark, as small as 400 % of zoom leaves it',
    options: { colorScheme: 'dark', viewport: { width: 320, height: 256 } },
  },
  { title: 'in forced colours', options: { forcedColors: 'active' } },
]);
