/**
 * Since 1.29, ONNX Runtime on Linux and macOS sends an id of the device, names and hashes of models, and how often and how long
 * they run to Microsoft, unless this variable is set before its first session: https://github.com/microsoft/onnxruntime/pull/27379
 * It is a variable of the process, which only the main thread can set.
 */
export function sendNoTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
