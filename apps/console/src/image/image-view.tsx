import type { AlertCell, Image, Verdict } from '@glyphwatch/console-api/shapes';
import { useState } from 'preact/hooks';
import { useKeys } from '../keys/use-keys.ts';
import { can } from '../shell/me.ts';
import { navigate, route } from '../url/router.ts';
import { hrefOf } from '../url/route.ts';
import { judge } from '../verdicts/judge.ts';
import { NoteDialog } from '../verdicts/lazy-note-dialog.ts';
import { undoLast } from '../verdicts/undo.ts';
import { toggleAllLayers, matchesOn } from './layers.ts';
import { Findings } from './findings.tsx';
import { ImageHead } from './image-head.tsx';
import { ImageTabs } from './image-tabs.tsx';
import { NearMisses } from './near-misses.tsx';
import { pageOf, sizeOf } from './page-of.ts';
import { useReveal } from './use-reveal.ts';
import { useView } from './use-view.ts';
import type { Walk } from './use-walk.ts';
import type { Point } from './view-box.ts';
import { Viewer } from './viewer.tsx';

interface ImageViewProps {
  readonly image: Image;
  readonly walk: Walk;
  readonly list: string;
}

/** The picture, and beside it what was found in it and what is made of that. */
export function ImageView({ image: covered, walk, list }: ImageViewProps) {
  const { params } = route.value;
  const page = pageOf(covered, params['page']);
  const { revealed, toggle } = useReveal(covered.imageId, page);
  const image = revealed ? { ...covered, ...revealed } : covered;
  const size = sizeOf(image, page);
  const view = useView(`${image.imageId} ${page}`, size);
  const [pointed, setPointed] = useState<readonly Point[][]>([]);
  const [noted, setNoted] = useState<readonly AlertCell[]>();

  const { findings } = image;
  const index = Math.max(
    0,
    findings.findIndex(({ ruleId }) => ruleId === params['finding']),
  );
  const chosen = findings[index];
  const choose = (ruleId: string, onPage = page) =>
    navigate(
      hrefOf('image', {
        ...params,
        finding: ruleId,
        page: onPage > 1 ? String(onPage) : undefined,
      }),
      {
        replace: true,
      },
    );
  const step = (by: number) => () => {
    const to = findings[(index + by + findings.length) % findings.length];
    if (to) choose(to.ruleId, to.matches[0]?.page);
  };
  const give = (verdict: Verdict) => () => {
    if (chosen?.alert && can('judge')) void judge([chosen.alert], verdict);
  };
  const note = () => chosen?.alert && can('judge') && setNoted([chosen.alert]);
  const sensitive =
    findings.some((finding) => finding.sensitive) || image.near.some((near) => near.sensitive);
  useKeys({
    '[': step(-1),
    ']': step(1),
    z: () => (view.fitted ? view.show(matchesOn(image, page, chosen?.ruleId)) : view.fit()),
    '+': () => view.zoomBy(1),
    '=': () => view.zoomBy(1),
    '-': () => view.zoomBy(-1),
    ',': () => view.rotate(-1),
    '.': () => view.rotate(1),
    b: toggleAllLayers,
    v: () => sensitive && can('reveal') && toggle(),
    a: give('confirmed'),
    f: give('false-alarm'),
    r: give('resolved'),
    n: note,
    u: () => void undoLast(),
    e: () => chosen && navigate(hrefOf('rules', { rule: chosen.ruleId, image: image.imageId })),
  });

  return (
    <div class="image-screen">
      <ImageHead {...{ image, page, walk, list }} />
      <Viewer
        {...{ image, page, size, pointed, view }}
        ruleId={chosen?.ruleId}
        revealed={revealed?.picture}
      />
      <div class="image-side">
        <Findings
          {...{ image, choose, note }}
          chosen={chosen?.ruleId}
          onPoint={setPointed}
          onShow={view.show}
          reveal={sensitive && can('reveal') ? { on: revealed !== undefined, toggle } : undefined}
        />
        <NearMisses image={image} />
        <ImageTabs
          image={image}
          page={page}
          alert={chosen?.alert}
          onPoint={setPointed}
          onShow={view.show}
        />
      </div>
      {noted && <NoteDialog alerts={noted} onClose={() => setNoted(undefined)} />}
    </div>
  );
}
