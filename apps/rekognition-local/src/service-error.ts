/**
 * Rekognition's errors with their status and usual message.
 * https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html
 */
const ERRORS = {
  AccessDeniedException: [400, 'User is not authorized to perform: rekognition:DetectText'],
  ImageTooLargeException: [400, 'Image size is too large'],
  InternalServerError: [500, 'Internal server error'],
  InvalidImageFormatException: [400, 'Request has invalid image format'],
  InvalidParameterException: [400, 'Request has invalid parameters'],
  InvalidS3ObjectException: [
    400,
    'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
  ],
  ProvisionedThroughputExceededException: [400, 'Provisioned Rate exceeded'],
  SerializationException: [400, 'The body is not a JSON object'],
  ThrottlingException: [400, 'Slow down; sudden increase in rate of requests'],
  UnknownOperationException: [400, 'Only DetectText is offered here'],
} as const satisfies Record<string, readonly [number, string]>;

export type ServiceErrorName = keyof typeof ERRORS;

export const SERVICE_ERROR_NAMES = Object.keys(ERRORS) as ServiceErrorName[];

export class ServiceError extends Error {
  override readonly name: ServiceErrorName;
  readonly status: number;

  /** `detail` is extra help, added to Rekognition's own message. */
  constructor(name: ServiceErrorName, detail?: string, options?: ErrorOptions) {
    const [status, message] = ERRORS[name];
    super(detail === undefined ? message : `${message} (${detail})`, options);
    this.name = name;
    this.status = status;
  }
}

export function isServiceErrorName(name: string): name is ServiceErrorName {
  return Object.hasOwn(ERRORS, name);
}
