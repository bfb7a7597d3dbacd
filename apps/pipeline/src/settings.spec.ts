import { readSettings } from './settings.ts';
import { SETTINGS } from './testing/settings.ts';

it('reads what the deployment sets and uses defaults for the rest', () => {
  const settings = readSettings(SETTINGS);
  expect(settings).toMatchObject({ MAX_RECEIVE_COUNT: 20, CONCURRENCY: 5 });
  expect(settings.DETECTOR.first.settings()).toMatchObject({ minConfidence: 0.3 });
  expect([...settings.NOTIFY_ON]).toEqual(['matched']);
  expect(Object.isFrozen(settings)).toBe(true);
});

it('reads which notifications people receive', () => {
  const { NOTIFY_ON } = readSettings({ ...SETTINGS, NOTIFY_ON: 'always, failures' });
  expect([...NOTIFY_ON]).toEqual(['matched', 'scanned', 'failed']);
});

it('reports every invalid variable at once, and no value', () => {
  const env = {
    ...SETTINGS,
    DETECTOR: '{"name":"rekognitoin"}',
    TOPIC_ARN: 'CANARY',
    NOTIFY_ON: 'CANARY',
    IMAGE_BUCKET: '',
  };
  let message = '';
  try {
    readSettings(env);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('IMAGE_BUCKET is not set');
  expect(message).toContain('TOPIC_ARN must be the ARN of a topic');
  expect(message).toContain('NOTIFY_ON');
  expect(message).toContain('did you mean "rekognition"?');
  expect(message).not.toContain('CANARY');
});
