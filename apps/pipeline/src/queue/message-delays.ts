/** Postpones the next delivery of a message. */
export interface MessageDelays {
  delay(receiptHandle: string, seconds: number): Promise<void>;
}
