import { describeLogLine, describeMail } from './print-progress.ts';

const logged = (fields: object) => describeLogLine(JSON.stringify({ level: 'INFO', ...fields }));

it('shows the status of an image and the rules that matched', () => {
  const image = { message: 'image', image: 'yard/gate.png', status: 'MATCHED', outcome: 'scanned' };
  expect(logged({ ...image, rules: ['gate', 'pump'] })).toBe(
    'MATCHED      yard/gate.png  rules: gate, pump',
  );
  expect(logged({ ...image, outcome: 'known' })).toBe('MATCHED      yard/gate.png  (known)');
});

it('shows problems', () => {
  const failure = { level: 'WARN', message: 'image failed', image: 'a.png', error: 'No answer.' };
  expect(logged(failure)).toBe('WARN: image failed · a.png · No answer.');
  expect(describeLogLine('TypeError: x is not a function')).toBe(
    'function: TypeError: x is not a function',
  );
});

it('leaves out metrics and routine log lines', () => {
  expect(logged({ _aws: {} })).toBeUndefined();
  expect(logged({ message: 'sweep' })).toBeUndefined();
});

it('lets no key and no image control the terminal', () => {
  const image = { message: 'image', image: 'a\u001b[2J\nb.png', status: 'NO_TEXT' };
  expect(logged(image)).not.toMatch(/[\u001b\n]/);
  const mail = { to: 'a@b.c', subject: '\u001b[31m', text: 'one\ntwo\u0007', attributes: {} };
  expect(describeMail(mail)).not.toMatch(/[\u001b\u0007]/);
});
