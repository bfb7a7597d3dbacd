import type { Finding } from '@glyphwatch/provider';
import { type Config, readConfig } from '../../settings/read-config.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { type Io, write } from '../../terminal/io.ts';
import { printFindings } from '../../terminal/print-findings.ts';
import { checkChosen, type Chosen } from './check-chosen.ts';
import { checkDeliveries } from './check-deliveries.ts';
import type { DoctorOptions } from './options.ts';
import { probeChannel, probeDetector, whatIsNotProbed } from './probe.ts';

/** Fails with `settings-invalid` if a secret is not set; what does not work is a finding. */
export async function runDoctor(options: DoctorOptions, io: Io): Promise<number> {
  const config = readConfig(options, io);
  const chosen = chosenIn(config);
  const checked = await Promise.all(chosen.map((one) => checkChosen(one, config.storeFolder)));
  const probed = options.probe ? await probe(config, io) : whatIsNotProbed(chosen);
  const findings = [...checked.flat(), ...(await checkDeliveries(config, io)), ...probed];
  await write(io.stdout, printFindings(findings, options.format, io.stdout));
  return findings.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.done;
}

/** In the order in which an image meets them. */
function chosenIn({ detector, store, channels }: Config): readonly Chosen[] {
  const { first, whenTruncated } = detector;
  return [
    { line: 'detector', provider: first },
    ...(whenTruncated ? [{ line: 'whenTruncated', provider: whenTruncated }] : []),
    { line: 'store', provider: store },
    ...channels.map(({ name, provider }) => ({ line: `channel ${name}`, provider })),
  ];
}

async function probe(config: Config, io: Io): Promise<readonly Finding[]> {
  const { first, whenTruncated } = config.detector;
  const findings: Finding[] = [];
  for (const detector of whenTruncated ? [first, whenTruncated] : [first]) {
    findings.push(await probeDetector(detector, config));
  }
  for (const channel of config.channels) findings.push(await probeChannel(channel, io));
  return findings;
}
