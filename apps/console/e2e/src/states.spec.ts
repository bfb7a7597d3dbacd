import { describeStates } from '../../src/testing/describe-states.ts';

describeStates([{ title: 'light and wide', options: { colorScheme: 'light' } }]);
