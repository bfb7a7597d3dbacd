import { parseRequest } from '@glyphwatch/rekognition-local/detect-text-request';
import { isPrintable } from '../checks.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Answers of the service, which are no errors of ours. */
const ANSWERS = ['InvalidParameterException', 'SerializationException'];

export const requests: FuzzTarget = {
  name: 'requests',
  reads: 'requests to rekognition-local',
  run(input) {
    try {
      parseRequest(input);
    } catch (error) {
      if (!(error instanceof Error) || !ANSWERS.includes(error.name)) throw error;
      isPrintable(error.message);
    }
  },
};
