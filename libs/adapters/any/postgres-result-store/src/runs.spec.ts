import { imageIdOf } from '@glyphwatch/domain';
import { sampleUpload } from '@glyphwatch/domain/contracts';
import { PostgresResultStore } from './index.ts';
import { Runs } from './runs.ts';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.ts';
import { describeWithServer } from './testing/test-server.ts';

describeWithServer('Runs on one store', (server) => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  let test: TestDatabase;
  let mine: Runs;
  let other: Runs;
  beforeEach(async () => {
    test = openTestDatabase(server().url);
    [mine, other] = [new Runs(test.database), new Runs(test.open())];
    await mine.start();
    await other.start();
  });
  afterEach(async () => {
    await mine.stop();
    await other.stop();
    await test[Symbol.asyncDispose]();
  });

  const claimAs = (run: string | undefined, now: number) =>
    new PostgresResultStore(test.database, run === undefined ? {} : { run }).claim(upload, {
      ...{ owner: 'me', now, leaseUntil: now + 1_000_000 },
    });
  const isSilentFor = (run: Runs, seconds: number) =>
    test.sql('update @.runs set seen_at = seen_at - make_interval(secs => $2) where id = $1', [
      run.id,
      seconds,
    ]);

  it('leave a claim to a run that lives', async () => {
    await claimAs(other.id, 1);
    expect(await mine.isAbandoned(imageId)).toBe(false);
    await isSilentFor(other, 10);
    expect(await mine.isAbandoned(imageId)).toBe(false);
  });

  it('see that a run has fallen silent, and that it is back', async () => {
    await claimAs(other.id, 1);
    await isSilentFor(other, 30);
    expect(await mine.isAbandoned(imageId)).toBe(true);
    await other.start();
    expect(await mine.isAbandoned(imageId)).toBe(false);
  });

  it('see at once that a run has ended', async () => {
    await claimAs(other.id, 1);
    await other.stop();
    expect(await mine.isAbandoned(imageId)).toBe(true);
  });

  it('take nothing for abandoned that nobody claimed, or somebody who says nothing', async () => {
    expect(await mine.isAbandoned(imageId)).toBe(false);
    await claimAs(undefined, 1);
    expect(await mine.isAbandoned(imageId)).toBe(false);
  });

  it('forget those that were not seen for a day', async () => {
    await isSilentFor(other, 100_000);
    await mine.stop();
    expect(await test.sql('select id from @.runs')).toEqual([]);
  });
});
