import { describeLive } from '@glyphwatch/sent-image/testing';
import { openGoogleVision } from './open.ts';

const ANYWHERE = { mode: 'scene', location: undefined, project: undefined } as const;

describeLive('google-vision', ['GOOGLE_APPLICATION_CREDENTIALS'], (credentials) =>
  openGoogleVision({ key: undefined, credentials, ...ANYWHERE }),
);
describeLive('google-vision-key', ['GOOGLE_KEY'], (key) =>
  openGoogleVision({ key, credentials: undefined, ...ANYWHERE }),
);
