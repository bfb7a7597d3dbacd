import { HOUR_MS, liveThrough, type Night } from './alert-night.ts';

const SECOND_MS = 1000;
const EVERYDAY: Night = { hits: 1000, rules: 1, critical: 3, lastsMs: 8 * HOUR_MS, seed: 1 };
const HARSH: Night = {
  ...{ hits: 200, rules: 40, critical: 3, lastsMs: 2 * HOUR_MS, seed: 1 },
  harshness: {
    ...{ dies: 0.1, standsStill: 0.01, answerIsLost: 0.02 },
    ...{ indexMs: 5 * SECOND_MS, clockMs: 300 * SECOND_MS },
  },
};

describe('a night with many hits', () => {
  it('is few messages, what is critical at once, and nothing lost', async () => {
    const account = await liveThrough(EVERYDAY);
    expect(account.messages).toBeLessThanOrEqual(15);
    expect(Math.max(...account.criticalDelays)).toBeLessThan(SECOND_MS);
    expect(account).toMatchObject({ lost: 0, repeated: 0, toldTwice: 0 });
  });

  it('of many rules is no more than the limit in any hour', async () => {
    const account = await liveThrough({ ...EVERYDAY, rules: 300 });
    expect(account.mostInAnHour).toBeLessThanOrEqual(10 + EVERYDAY.critical);
    expect(Math.max(...account.criticalDelays)).toBeLessThan(SECOND_MS);
    expect(account).toMatchObject({ lost: 0, repeated: 0, toldTwice: 0 });
  });

  it('in quiet hours is one message at their end, and what is critical at once', async () => {
    const quietHours = { from: '22:00', to: '07:00', zone: 'UTC', except: 'critical' } as const;
    const account = await liveThrough({ ...EVERYDAY, rules: 300, channel: { quietHours } });
    expect(account).toMatchObject({ messages: 4, lost: 0, firstDelay: 9 * HOUR_MS + 290 });
    expect(Math.max(...account.criticalDelays)).toBeLessThan(SECOND_MS);
  });

  it('loses nothing where processes die and stand still, and repeats only because of that', async () => {
    let repeated = 0;
    for (let seed = 1; seed <= 8; seed += 1) {
      const account = await liveThrough({ ...HARSH, seed });
      expect(account).toMatchObject({ lost: 0, toldTwice: 0, repeatedAfter: { nothing: 0 } });
      expect(account.messages - account.repeated).toBeLessThanOrEqual(3 * 10 + 3);
      repeated += account.repeated;
    }
    expect(repeated).toBeGreaterThan(0);
  });
});
