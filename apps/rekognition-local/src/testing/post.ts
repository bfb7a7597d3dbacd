/** A request as botocore sends it: JSON with spaces, ASCII only, a dummy signature. */
export function postAsBotocore(
  url: string,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'X-Amz-Target': 'RekognitionService.DetectText',
      'Content-Type': 'application/x-amz-json-1.1',
      'User-Agent': 'Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux lang/python#3.11.7',
      'X-Amz-Date': '20260101T000000Z',
      Authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/rekognition/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=00',
      'amz-sdk-invocation-id': '1f0c1d1e-3a68-4c2a-a6b2-6d5a3a1e7f55',
      'amz-sdk-request': 'attempt=1',
      ...headers,
    },
    body: typeof body === 'string' ? body : asPythonDumps(body),
  });
}

function asPythonDumps(body: object): string {
  return JSON.stringify(body)
    .replace(/":/g, '": ')
    .replace(/,"/g, ', "')
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
