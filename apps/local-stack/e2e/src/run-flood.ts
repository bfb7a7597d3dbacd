import { brokenPromises, flood, GROUPED } from './flood.ts';
import { Yard } from './yard.ts';

/*
 * npx nx run local-stack:flood [-- UPLOADS [HOURS]]
 *
 * Sends matching images through the deployed pipeline and prints who was told what; exit code 1 if a promise is broken.
 */

const [uploads = 5000, hours = 8] = process.argv.slice(2).map(Number);
const yard = await Yard.open(GROUPED);
try {
  const start = performance.now();
  const told = await flood(yard, uploads, hours);
  const took = (performance.now() - start) / 1000;
  const broken = brokenPromises(yard, told);
  console.log(
    `${uploads} images with a match in ${hours} h, one of them critical; it took ${took.toFixed(0)} s.`,
  );
  console.log(`people    ${told.mails.length} mails:`);
  for (const { subject } of told.mails) console.log(`            ${subject}`);
  console.log(
    `            the first ${seconds(told.firstAfter)} after its upload, the start of a function included`,
  );
  console.log(
    `            the critical one ${seconds(told.criticalAfter)} after its upload, among others`,
  );
  console.log(`machines  ${told.events.length} events`);
  console.log(`history   ${told.historyRows} rows`);
  const deliveries = Object.entries(told.deliveries).map(([name, count]) => `${count} ${name}`);
  console.log(`outbox    ${deliveries.join(', ')}`);
  for (const promise of broken) console.log(`BROKEN: ${promise}`);
  console.log(broken.length === 0 ? 'Every promise holds.' : `${broken.length} broken.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await yard.close();
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
