import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageSource, RuleMatch, Severity } from '@glyphwatch/domain';
import sharp from 'sharp';
import { inTemporaryFolder } from '../../testing/run-command.ts';
import { scannedShowing } from '../../testing/scanned-sample.ts';
import { Tally } from '../../terminal/tally.ts';
import type { Scanned } from '../../terminal/scanned.ts';
import { Report } from './report.ts';

const HIDDEN = { reveal: false };

/** Noise, so that its JPEG is large. */
async function noise(): Promise<ImageSource> {
  const create = { width: 720, height: 720, channels: 3, noise: noiseOf(120) } as const;
  const bytes = await sharp({ create: { ...create, background: '#000' } })
    .png()
    .toBuffer();
  return { address: { bucket: '', key: 'noise.png' }, read: async () => bytes };
}

function noiseOf(sigma: number) {
  return { type: 'gaussian', mean: 128, sigma } as const;
}

function matched(image: string, severity: Severity, changes: Partial<Scanned> = {}): Scanned {
  return {
    ...scannedShowing('KEEP OUT', 'OUT', { severity } as Partial<RuleMatch>),
    image,
    ...changes,
  };
}

async function pageOf(
  fill: (report: Report) => Promise<void>,
  limits?: ConstructorParameters<typeof Report>[2],
): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const report = new Report(join(folder, 'out.html'), HIDDEN, limits);
    await fill(report);
    await report.write(new Tally(0));
    return readFileSync(report.file, 'utf8');
  });
}

it('stays small: keeps the pictures of the most severe matches and says what is left out', async () => {
  const image = await noise();
  const limits = { images: 50, unread: 1, pictureBytes: 2_000_000 };
  const html = await pageOf(async (report) => {
    for (let n = 0; n < 16; n += 1) await report.add(image, matched(`low-${n}.png`, 'low'));
    for (let n = 0; n < 4; n += 1) await report.add(image, matched(`high-${n}.png`, 'high'));
  }, limits);
  expect(html.length).toBeLessThan((limits.pictureBytes * 4) / 3 + 100_000);
  const articles = html.split('<article>').slice(1);
  expect(articles).toHaveLength(20);
  for (const article of articles.slice(0, 4)) expect(article).toMatch(/high-\d+\.png[^]*<img /);
  const without = articles.filter((article) => !article.includes('<img '));
  expect(without.length).toBeGreaterThan(10);
  expect(html).toContain(
    `Left out to keep this file small: the pictures of ${without.length} images.`,
  );
});

it('holds a thousand images, the most severe, and counts the others', async () => {
  const html = await pageOf(async (report) => {
    for (let n = 0; n < 1001; n += 1) await report.add(undefined, matched(`low-${n}.png`, 'low'));
    await report.add(undefined, matched('last.png', 'critical'));
  });
  expect(html.split('<article>')).toHaveLength(1001);
  expect(html).toMatch(/<article><h3>last\.png/);
  expect(html).toContain('2 matched images, the least severe');
});

it('marks known findings and puts them last', async () => {
  const known = new Set(
    scannedShowing('KEEP OUT', 'OUT').ruleMatches.flatMap(({ matches }) =>
      matches.map(({ fingerprint }) => fingerprint),
    ),
  );
  const html = await pageOf(async (report) => {
    await report.add(undefined, matched('known.png', 'critical', { known }));
    await report.add(undefined, matched('new.png', 'low', { known: new Set() }));
  });
  expect(html).toMatch(/new\.png[^]*known\.png[^]*<span class="badge">known<\/span>/);
});
