import { GlyphwatchError, type RuleFiles, type RuleText } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';

export interface RuleFilesSubject {
  readonly files: RuleFiles;
  /** Replaces the text of the chosen file, as an editor does. */
  edit(text: string): Promise<void>;
  remove(): Promise<void>;
  /** What was kept of the text before the last write. */
  kept(): Promise<string | undefined>;
  close?(): Promise<void>;
}

const RULES = 'rules:\n  # why\n  - { id: gate, match: EXIT }\n';
const OTHERS = 'rules:\r\n  - id: gate\r\n    match: "Ausgang ä"\r\n';

export const ruleFilesContract = new Contract<RuleFilesSubject>();
const promise: typeof ruleFilesContract.promise = (title, check) =>
  ruleFilesContract.promise(title, check);

promise('gives the text as it is, with a mark that follows it', async ({ files, edit }) => {
  await edit(RULES);
  const first = await chosen(files);
  expect(first).toMatchObject({ text: RULES, editable: true });
  expect(first.mark).not.toBe('');
  expect(await chosen(files)).toEqual(first);
  await edit(OTHERS);
  expect((await chosen(files)).mark).not.toBe(first.mark);
  await edit(RULES);
  expect(await chosen(files)).toEqual(first);
});

promise('writes a text exactly, and keeps what was there', async ({ files, edit, kept }) => {
  await edit(RULES);
  const { name, mark } = await chosen(files);
  const next = await files.write({ name, text: OTHERS }, mark);
  expect(await chosen(files)).toMatchObject({ text: OTHERS, mark: next });
  expect(await kept()).toBe(RULES);
  await files.write({ name, text: RULES }, next);
  expect(await kept()).toBe(OTHERS);
});

promise('refuses to overwrite what somebody else wrote', async ({ files, edit }) => {
  await edit(RULES);
  const { name, mark } = await chosen(files);
  await edit(OTHERS);
  await failureOf(files.write({ name, text: '# mine' }, mark), 'rules-changed');
  expect((await chosen(files)).text).toBe(OTHERS);
});

promise('lets one of those write who write over the same text at once', async (subject) => {
  const { files, edit, kept } = subject;
  await edit(RULES);
  const { name, mark } = await chosen(files);
  const texts = Array.from({ length: 8 }, (_, index) => `# ${index}\n${RULES}`);
  const written = await Promise.allSettled(texts.map((text) => files.write({ name, text }, mark)));
  const won = texts.filter((_, index) => written[index]?.status === 'fulfilled');
  expect(won).toEqual([(await chosen(files)).text]);
  expect(await kept()).toBe(RULES);
});

promise('starts a file that does not exist, unless somebody else does', async (subject) => {
  const { files, edit, remove } = subject;
  await edit(RULES);
  await remove();
  const { name, mark, text } = await chosen(files);
  expect(mark).toBe('');
  expect(text).toContain('rules:');
  await files.write({ name, text: RULES }, '');
  expect((await chosen(files)).text).toBe(RULES);
  await failureOf(files.write({ name, text: OTHERS }, ''), 'rules-changed');
});

promise('writes only the file that was chosen', async ({ files, edit }) => {
  await edit(RULES);
  const { mark } = await chosen(files);
  const other = { name: '../../elsewhere.yaml', text: RULES };
  await failureOf(files.write(other, mark), 'watchlist-unavailable');
});

async function chosen(files: RuleFiles): Promise<RuleText> {
  const [first] = await files.read();
  if (!first) throw new GlyphwatchError('watchlist-unavailable', 'no file was read');
  return first;
}

export function describeRuleFilesContract(
  name: string,
  open: () => Promise<RuleFilesSubject>,
  options?: ContractOptions<RuleFilesSubject>,
): void {
  ruleFilesContract.describe(name, open, options);
}
