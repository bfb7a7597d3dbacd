import { dirname, resolve } from 'node:path';
import { readFile, stat } from 'node:fs/promises';
import { layOutText, type TextDetection, type WatchContext } from '@glyphwatch/domain';
import { addressOf, FileImage, reasonOf } from '@glyphwatch/file-image-source';
import { printableJson } from '@glyphwatch/notification-text';
import { compileWatchlist } from '@glyphwatch/watchlist';
import { buildContainer, DETECTOR, RESULT_STORE } from '../../../container.ts';
import { withPart } from '../../../with-part.ts';
import { readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { readAll, write, type Io } from '../../../terminal/io.ts';
import { describeReport, reportRows } from './rule-report.ts';
import { showName } from '../../../terminal/show.ts';
import { readDetection } from './read-detection.ts';
import { chosenRules, readValidRuleFile } from '../read-rule-file.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { findNamed } from '../../results/find-named.ts';
import type { TestOptions } from './options.ts';

/** The text to test rules on, and its image's address, because rules can be limited to some images. */
interface Subject {
  readonly detection: TextDetection;
  readonly context: WatchContext;
}

export async function runRulesTest(
  named: string | undefined,
  options: TestOptions,
  io: Io,
): Promise<number> {
  const ruleSet = readValidRuleFile(named ?? ruleFileInForce(options, io), io.cwd);
  const watchlist = compileWatchlist(ruleSet);
  const { detection, context } = await subjectOf(options, io);
  const asked = { ...context, ...given('key', options.key), ...given('bucket', options.bucket) };
  const { reveal = false } = options;
  const reports = watchlist.explain(detection, asked, { reveal });
  const shown =
    options.format === 'json'
      ? `${printableJson({
          watchlistVersion: watchlist.version,
          rules: reports.map((report) => describeReport(report, ruleSet)),
        })}\n`
      : reportRows(reports, ruleSet);
  await write(io.stdout, shown);
  return EXIT.done;
}

function ruleFileInForce(options: TestOptions, io: Io): string {
  return chosenRules(undefined, readConfig(options, io, [], 'reading'));
}

async function subjectOf(options: TestOptions, io: Io): Promise<Subject> {
  const { text, detection, image, stored } = options;
  if ([text, detection, image, stored].filter((one) => one !== undefined).length !== 1) {
    throw invalid(
      'Choose what to test the rules on: one of --text, --detection, --image or --stored.',
    );
  }
  if (text !== undefined) return { detection: layOutText(await textOf(text, io)), context: {} };
  if (detection !== undefined) {
    const name = detection === '-' ? 'standard input' : detection;
    return { detection: readDetection(await textOf(detection, io), name), context: {} };
  }
  return image !== undefined
    ? readImage(image, options, io)
    : findStored(stored ?? '', options, io);
}

async function textOf(file: string, { stdin, cwd }: Io): Promise<string> {
  if (file === '-') return readAll(stdin);
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw invalid(
      `${showName(file)}: ${reasonOf(cause)}. Name a file, or - for standard input.`,
      cause,
    );
  }
}

/** Reads the image exactly as a scan with the same settings would. */
async function readImage(image: string, options: TestOptions, io: Io): Promise<Subject> {
  const path = resolve(io.cwd, image);
  await stat(path).catch((cause: unknown) => {
    throw invalid(`${showName(image)}: ${reasonOf(cause)}. Name an image file.`, cause);
  });
  const address = addressOf(path, dirname(path));
  const config = readConfig(options, io, [], 'reading');
  const file = new FileImage({ path, address }, config);
  return withPart(DETECTOR, buildContainer(config, io), async (detector) => ({
    detection: await detector.detectText(file),
    context: address,
  }));
}

function findStored(image: string, options: TestOptions, io: Io): Promise<Subject> {
  const config = readConfig(options, io, [], 'looking');
  const container = buildContainer(config, io, 'read');
  return withPart(RESULT_STORE, container, async (store) => {
    const result = await findNamed(store, image, io.cwd);
    if (result?.detection) return { detection: result.detection, context: result.address };
    throw invalid(
      `No text stored for ${showName(image)}. List results with: glyphwatch results list`,
    );
  });
}

function given(name: 'key' | 'bucket', value: string | undefined): WatchContext {
  return value === undefined ? {} : { [name]: value };
}
