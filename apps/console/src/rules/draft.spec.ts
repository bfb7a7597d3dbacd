import {
  conflicts,
  drafts,
  keepMine,
  lineOfRule,
  openDraft,
  setDraft,
  setTyped,
  takeFiles,
  takeTheirs,
} from './draft.ts';

const file = (text: string, mark: string) => ({ name: 'rules.yaml', text, mark, editable: true });

beforeEach(() => {
  drafts.value = new Map();
  conflicts.value = new Map();
});

it('follows the disk as long as nothing was changed here', () => {
  takeFiles([file('one', '1')]);
  takeFiles([file('two', '2')]);
  expect(openDraft.value).toMatchObject({ text: 'two', saved: 'two', mark: '2' });
  expect(conflicts.value.size).toBe(0);
});

it('keeps what was changed here when the file changes on the disk, and shows both', () => {
  takeFiles([file('one', '1')]);
  setDraft('rules.yaml', { text: 'mine' });
  takeFiles([file('theirs', '2')]);
  expect(openDraft.value).toMatchObject({ text: 'mine', mark: '1' });
  expect(conflicts.value.get('rules.yaml')).toMatchObject({ text: 'theirs', mark: '2' });
});

it('saves over the newer file only once somebody has chosen to', () => {
  takeFiles([file('one', '1')]);
  setDraft('rules.yaml', { text: 'mine' });
  takeFiles([file('theirs', '2')]);
  keepMine('rules.yaml');
  expect(openDraft.value).toMatchObject({ text: 'mine', saved: 'theirs', mark: '2' });
  expect(conflicts.value.size).toBe(0);
  takeFiles([file('newest', '3')]);
  takeTheirs('rules.yaml');
  expect(openDraft.value).toMatchObject({ text: 'newest', saved: 'newest', mark: '3' });
});

it('sees no conflict in a file that changed to what is here', () => {
  takeFiles([file('one', '1')]);
  setDraft('rules.yaml', { text: 'two' });
  takeFiles([file('two', '2')]);
  expect(openDraft.value).toMatchObject({ text: 'two', saved: 'two', mark: '2' });
  expect(conflicts.value.size).toBe(0);
});

it.each([
  ['- id: a.b', 1],
  ["rules:\n  - id: 'a.b' # comment", 2],
  ['rules:\n  - match: x\n    id: "a.b"', 3],
  ['rules:\n  - id: axb', 0],
  ['# id: a.b', 0],
])('finds the line of a rule in %j', (text, line) => {
  expect(lineOfRule(text, 'a.b')).toBe(line);
});

it('has the editor take what others wrote, but never what was typed in it', () => {
  takeFiles([file('one', '1')]);
  const revision = () => openDraft.value?.revision;
  const before = revision();
  setTyped('rules.yaml', 'one t');
  setTyped('rules.yaml', 'one two');
  expect(revision()).toBe(before);
  setDraft('rules.yaml', { saved: 'one two', mark: '2' });
  takeFiles([file('one two', '2')]);
  expect(revision()).toBe(before);
  setDraft('rules.yaml', { text: 'changed' });
  expect(revision()).not.toBe(before);
});
