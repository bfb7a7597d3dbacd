import type { AlertCell, Image } from '@glyphwatch/console-api/shapes';
import { Tabs } from '../parts/tabs.tsx';
import { me } from '../shell/me.ts';
import { words } from '../words.ts';
import { Deliveries } from './deliveries.tsx';
import { History } from './history.tsx';
import { TextLines } from './text-lines.tsx';
import type { Point } from './view-box.ts';
import { Why } from './why.tsx';

interface ImageTabsProps {
  readonly image: Image;
  readonly page: number;
  readonly alert: AlertCell | undefined;
  readonly onPoint: (polygons: readonly Point[][]) => void;
  readonly onShow: (polygons: readonly Point[][]) => void;
}

/** What is behind the findings: the text, each gate's answer, who judged what, and who was told. */
export function ImageTabs({ image, page, alert, onPoint, onShow }: ImageTabsProps) {
  const tabs = [
    {
      id: 'text',
      label: words.tab.text,
      content: () => <TextLines {...{ image, page, onPoint, onShow }} />,
    },
    ...(me.value?.rules === 'none'
      ? []
      : [{ id: 'why', label: words.tab.why, content: () => <Why imageId={image.imageId} /> }]),
    {
      id: 'history',
      label: words.tab.history,
      content: () => <History image={image} alert={alert} />,
    },
    {
      id: 'told',
      label: words.tab.told,
      content: () => <Deliveries deliveries={image.deliveries} />,
    },
  ];
  return <Tabs tabs={tabs} label={words.more} />;
}
