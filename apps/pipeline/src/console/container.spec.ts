import { SETTINGS } from '../testing/settings.ts';
import { buildContainer, TOKENS } from './container.ts';
import { readConsoleSettings } from './settings.ts';

const { METADATA_TABLE, MATCHES_TABLE, DELIVERIES_TABLE, ALERTS_TABLE, IMAGE_BUCKET } = SETTINGS;
const OWN = {
  ...{ METADATA_TABLE, MATCHES_TABLE, DELIVERIES_TABLE, ALERTS_TABLE, IMAGE_BUCKET },
  ...{ REVEALS_TABLE: 'ImageTextReveals', DETECTORS: 'rekognition', GROUPS_CLAIM: 'groups' },
};

it('has every part', () => {
  const container = buildContainer(readConsoleSettings(OWN), () => undefined);
  for (const token of Object.values(TOKENS)) expect(container.get<unknown>(token)).toBeDefined();
});

it('names every variable that is missing or wrong', () => {
  expect(() => readConsoleSettings({ ...OWN, GROUPS_CLAIM: '', TIMEZONE: 'Nowhere' })).toThrow(
    /GROUPS_CLAIM[^]*TIMEZONE/,
  );
});

it('says nothing to whom nobody vouches for, without asking any service', async () => {
  const lines: string[] = [];
  const answer = buildContainer(readConsoleSettings(OWN), (line) => lines.push(line)).get(
    TOKENS.answer,
  );
  const { statusCode } = await answer({
    ...{ rawPath: '/api/images', headers: {} },
    requestContext: { http: { method: 'GET' } },
  });
  expect([statusCode, lines]).toEqual([401, []]);
});
