import type { GlyphwatchError } from '@glyphwatch/domain';
import { failureKind } from './failure-kind.ts';
import { translateFailure, type Translation } from './translate-failure.ts';

export interface NotifierTranslation extends Pick<Translation, 'service' | 'advice'> {
  /** The service refused the request because of a setting, not because of the message. */
  readonly settingAtFault?: boolean;
}

/** `translateFailure` for notifiers: what the service refuses is the message, which no retry will deliver. */
export function notifierFailure(
  error: unknown,
  { service, advice = {}, settingAtFault = false }: NotifierTranslation,
): GlyphwatchError {
  const messageAtFault = !settingAtFault && failureKind(error) === 'refused';
  return translateFailure(error, {
    unavailable: 'notifier-unavailable',
    misconfigured: messageAtFault ? 'notification-refused' : 'notifier-misconfigured',
    service,
    advice: messageAtFault
      ? { refused: 'It will never accept this message; please report it. The result is stored.' }
      : advice,
  });
}
