export { parseFault, parseSchedule, type Fault, type ScheduledFault } from './faults.ts';
export {
  startRekognitionLocal,
  type RekognitionLocal,
  type RekognitionLocalOptions,
} from './start-rekognition-local.ts';
export type { S3Settings } from './s3-images.ts';
