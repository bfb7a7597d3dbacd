/** Of one process; more than 10 in a second to one mailbox, from all together, suspend its subscription. */
export const DEFAULT_MESSAGES_PER_SECOND = 2;
