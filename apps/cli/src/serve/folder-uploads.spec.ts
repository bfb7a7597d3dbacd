import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { withFolder } from '@glyphwatch/domain/contracts';
import { InMemoryResultStore } from '@glyphwatch/domain/in-memory';
import { pngOf } from '../testing/picture.ts';
import { FolderUploads } from './folder-uploads.ts';

const FAMILY = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';

it.each([
  ['of long words', `${'x'.repeat(900)}.png`],
  ['of three bytes a character', `${'\u6f22'.repeat(300)}.png`],
  ['of many signs a character', `${FAMILY.repeat(120)}.png`],
  ['that is nearly all ending', `a.${'\u6f22'.repeat(300)}`],
])('keeps a picture under a name %s, with its ending', (_, given) =>
  withFolder(async (folder) => {
    const results = new InMemoryResultStore();
    const uploads = new FolderUploads({ folder, maxBytes: 1e6, results, clock: Date.now });
    const { state, name } = await uploads.receive(given, Readable.from([await pngOf(['HI'])]));
    expect(state).toBe('received');
    expect(name).toMatch(given.endsWith('.png') ? /^(?!.*\ufffd).{2,}\.png$/u : /^a\./);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}-/)]);
    expect(await uploads.list()).toMatchObject([{ name, state: 'received' }]);
  }),
);
