import { Said } from '../text/said.tsx';

/** The line with the match marked, where it occurs as it was matched. */
export function MarkedContext({ context, text }: { context: string; text: string }) {
  const at = text ? context.indexOf(text) : -1;
  if (at < 0) return <Said text={context || text} class="code" />;
  return (
    <bdi class="code">
      <Said text={context.slice(0, at)} />
      <mark>
        <Said text={text} />
      </mark>
      <Said text={context.slice(at + text.length)} />
    </bdi>
  );
}
