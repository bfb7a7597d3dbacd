import { PassThrough } from 'node:stream';
import { progressLine, StatusLine } from './status-line.ts';

function openStatusLine({ isTTY }: { isTTY: boolean }) {
  const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  let now = 0;
  const statusLine = new StatusLine(output, () => now);
  return {
    statusLine,
    wait: (ms: number) => (now += ms),
    written: () => String(output.read() ?? ''),
  };
}

it('shows how many, how fast and how much time is left', () => {
  expect(progressLine(37, 200, 20_000)).toBe('37 of 200 images · 1.9 images/s · 1 min 29 s left');
  expect(progressLine(37, undefined, 20_000)).toBe('37 images · 1.9 images/s');
});

it('shows progress on a terminal once a run takes a while, and erases it', () => {
  const { statusLine, wait, written } = openStatusLine({ isTTY: true });
  statusLine.expect(10);
  statusLine.advance();
  expect(written()).toBe('');
  wait(3_000);
  statusLine.advance();
  expect(written()).toContain('2 of 10 images');
  statusLine.clear();
  expect(written()).toBe('\u001b[1G\u001b[2K');
});

it('shows no progress if the output is not a terminal', () => {
  const { statusLine, wait, written } = openStatusLine({ isTTY: false });
  wait(60_000);
  statusLine.advance();
  statusLine.clear();
  expect(written()).toBe('');
});

it('shows at once what else takes long, on a terminal only', () => {
  for (const isTTY of [true, false]) {
    const { statusLine, written } = openStatusLine({ isTTY });
    statusLine.show('upgrading: 1 of 2');
    statusLine.show('upgrading: 2 of 2');
    const erased = 'upgrading: 1 of 2\u001b[1G\u001b[2Kupgrading: 2 of 2';
    expect(written()).toBe(isTTY ? erased : '');
  }
});

it('escapes control characters in messages', () => {
  const { statusLine, written } = openStatusLine({ isTTY: true });
  statusLine.say('a\u001b[2J.png:\nbroken');
  expect(written()).toBe('glyphwatch: a\\u001b[2J.png:\nbroken\n');
});

it('clears the progress line before others write', () => {
  const { statusLine, wait, written } = openStatusLine({ isTTY: true });
  wait(3_000);
  statusLine.advance();
  written();
  statusLine.output.write('a match\n', () => {});
  expect(written()).toBe('\u001b[1G\u001b[2Ka match\n');
});
