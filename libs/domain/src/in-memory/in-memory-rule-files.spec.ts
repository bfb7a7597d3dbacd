import { describeRuleFilesContract } from '../contracts/index.ts';
import { InMemoryRuleFiles } from './in-memory-rule-files.ts';

describeRuleFilesContract('InMemoryRuleFiles', async () => {
  const files = new InMemoryRuleFiles('watch-rules.yaml');
  return {
    files,
    edit: async (text) => files.edit(text),
    remove: async () => files.edit(undefined),
    kept: async () => files.kept,
  };
});
