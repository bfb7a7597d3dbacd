import { filterPolicy } from './index.ts';

it('filters by the attributes that messages carry', () => {
  expect(filterPolicy({ severities: ['high'], rules: ['gate'], outcomes: ['MATCHED'] })).toEqual({
    severity: ['high'],
    ruleIds: ['gate'],
    outcome: ['MATCHED'],
  });
});

it('filters nothing by an absent list', () => {
  expect(filterPolicy({ rules: ['gate', 'door'] })).toEqual({ ruleIds: ['gate', 'door'] });
  expect(filterPolicy({})).toEqual({});
});
