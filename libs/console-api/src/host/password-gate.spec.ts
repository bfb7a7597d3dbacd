import { failureOf } from '@glyphwatch/domain/contracts';
import { PasswordGate } from './password-gate.ts';
import { hashPassword } from './password-hash.ts';

const parse = async (text: string) => PasswordGate.parse(text, 'people');

it('admits who is named with the password of the line, however it was typed', async () => {
  const text = `# of the yard\n\nann:${await hashPassword('grün ist die Hoffnung')}\r\n`;
  const gate = await parse(text);
  expect(await gate.admit('ann', 'gru\u0308n ist die Hoffnung')).toBe('ann');
  for (const [name, password] of [
    ['ann', 'grün'],
    ['Ann', 'grün ist die Hoffnung'],
    ['nobody', ''],
    ['', ''],
  ] as const)
    expect(await gate.admit(name, password)).toBeUndefined();
});

it('salts each hash', async () => {
  expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
});

const salt = 'A'.repeat(22);
const hash = 'A'.repeat(43);
it.each([
  ['a password in the clear', 'ann:secret'],
  ['another kind of hash', 'ann:$2y$10$abcdefghijklmnopqrstuv'],
  ['one that is cheap to guess', `ann:$scrypt$ln=10,r=8,p=1$${salt}$${hash}`],
  ['one that takes all memory', `ann:$scrypt$ln=30,r=8,p=1$${salt}$${hash}`],
  ['a hash cut off', `ann:$scrypt$ln=15,r=8,p=3$${salt}$AAAA`],
  ['a name with a space', `an n:$scrypt$ln=15,r=8,p=3$${salt}$${hash}`],
  ['no name', `$scrypt$ln=15,r=8,p=3$${salt}$${hash}`],
])('refuses %s, and quotes nothing of it', async (_, line) => {
  const { message } = await failureOf(parse(`# people\n${line}`), 'settings-invalid');
  expect(message).toMatch(/^people:2 is not NAME:HASH/);
  expect(message).not.toMatch(/secret|AAAA|ann|\$2y/);
});

it('refuses a file that names nobody, or somebody twice', async () => {
  const line = `ann:$scrypt$ln=15,r=8,p=3$${salt}$${hash}`;
  expect((await failureOf(parse('# none\n'), 'settings-invalid')).message).toMatch(/names nobody/);
  const twice = await failureOf(parse(`${line}\n${line}`), 'settings-invalid');
  expect(twice.message).toMatch(/^people:2 names somebody a second time/);
});
