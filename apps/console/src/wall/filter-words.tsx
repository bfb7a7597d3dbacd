import type { WallQuery } from '@glyphwatch/console-api/shapes';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';
import { spanText } from './time-span.ts';

/** Filters as words: `severity: high or worse`. */
export function filterTexts(query: WallQuery): { name: keyof WallQuery; text: string }[] {
  const { q, rule, severity, status, verdict, key, time } = query;
  const texts: [keyof WallQuery, string | undefined][] = [
    ['q', q && words.filter.q(q)],
    ['rule', rule && words.filter.rule(rule)],
    ['severity', severity && words.filter.severity(severity)],
    ['status', status && words.filter.status(status)],
    ['verdict', verdict && words.filter.verdict(verdict)],
    ['key', key && words.filter.key(key)],
    ['time', time && words.filter.time(spanText(time))],
  ];
  return texts.flatMap(([name, text]) => (text ? [{ name, text }] : []));
}

export function FilterWords({ query }: { query: WallQuery }) {
  const texts = filterTexts(query);
  if (texts.length === 0) return <p>{words.filter.none}</p>;
  return (
    <ul class="chips">
      {texts.map(({ name, text }) => (
        <li key={name} class="chip">
          <Said text={text} />
        </li>
      ))}
    </ul>
  );
}
