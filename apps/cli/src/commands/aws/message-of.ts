/** JSON as SQS takes it: only with characters that XML allows, and for some emulators even fewer. */
export function messageOf(value: unknown): string {
  return JSON.stringify(value).replace(/[\ud800-\udfff\ufffe\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16)}`;
  });
}
