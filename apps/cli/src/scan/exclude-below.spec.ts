import { addressOf, FileImage } from '@glyphwatch/file-image-source';
import { excludeBelow } from './exclude-below.ts';
import type { Target } from './scan-run.ts';

function target(path: string): Target {
  return { path, image: new FileImage({ path, address: addressOf(path, '/photos') }) };
}

async function* targets(): AsyncGenerator<Target> {
  yield target('/photos/gate.png');
  yield target('/photos/found/gate.png.png');
  yield target('/photos/found.png');
  yield { missing: '/photos/found/x.png', reason: 'gone' };
  yield { passedOver: '/photos/logo.svg', kind: 'svg' };
}

async function namesOf(some: AsyncIterable<Target>): Promise<string[]> {
  const names: string[] = [];
  for await (const one of some) {
    if ('path' in one) names.push(one.path);
    else names.push('missing' in one ? one.missing : one.passedOver);
  }
  return names;
}

it('skips what is in the folder of annotated pictures, and nothing else', async () => {
  expect(await namesOf(excludeBelow(targets(), '/photos/found'))).toEqual([
    '/photos/gate.png',
    '/photos/found.png',
    '/photos/found/x.png',
    '/photos/logo.svg',
  ]);
});

it('skips nothing when no pictures are written', async () => {
  expect(await namesOf(excludeBelow(targets(), undefined))).toHaveLength(5);
});
