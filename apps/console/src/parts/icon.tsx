/** Line icons on a grid of 16, drawn for this page. */
const PATHS = {
  alerts:
    'M8 1.5a4 4 0 0 0-4 4c0 4-1.5 5-1.5 6h11c0-1-1.5-2-1.5-6a4 4 0 0 0-4-4ZM6.5 13.500a1.6 1.6 0 0 0 3 0',
  images: 'M2.5 3h11v10h-11ZM2.5 11l3.5-3.5 3 3 2-2 2.5 2.500M10.6 6h.01',
  rules: 'M2.5 3.500h2M7 3.500h6.500M2.5 8h2M7 8h6.500M2.5 12.500h2M7 12.500h4',
  health: 'M1.5 8.500h3l2-5 3 9 2-4h3',
  search: 'M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.300l3.7 3.7',
  add: 'M8 2.500v11M2.5 8h11',
  close: 'M3.5 3.500l9 9M12.5 3.500l-9 9',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.600M8 12.300v.01',
  confirm: 'M2.5 8.500l3.5 3.5 7.5-8',
  'false-alarm': 'M3.6 12.400a6.2 6.2 0 1 0 8.8-8.8 6.2 6.2 0 0 0-8.8 8.800ZM3.8 3.800l8.4 8.4',
  resolve: 'M8 14.200a6.2 6.2 0 1 0 0-12.4 6.2 6.2 0 0 0 0 12.400ZM5.2 8.200l2 2 3.6-4',
  reopen: 'M3 3v3.500h3.500M3.2 6.400a5.3 5.3 0 1 1-.4 3',
  note: 'M3 2.500h10v7.500l-3.5 3.500H3ZM9.5 13.500V10H13',
  undo: 'M6 3 2.5 6.5 6 10M2.5 6.500H10a3.5 3.5 0 0 1 0 7H6.5',
  previous: 'M10 3 5 8l5 5',
  next: 'M6 3l5 5-5 5',
  back: 'M7 3 2 8l5 5M2 8h12',
  fit: 'M2.5 6V2.500H6M10 2.500h3.500V6M13.5 10v3.500H10M6 13.500H2.500V10',
  'zoom-in': 'M8 3v10M3 8h10',
  'zoom-out': 'M3 8h10',
  rotate: 'M13 3v3.500H9.500M12.8 6.400a5.3 5.3 0 1 0 .4 3',
  boxes: 'M2.5 4.500h8v7h-8ZM5.5 4.500v-2h8v7h-3',
  reveal:
    'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  covered:
    'M2.5 2.500l11 11M6.3 4A6 6 0 0 1 8 3.500C12 3.5 14.5 8 14.5 8a12 12 0 0 1-2 2.500M9.7 12a6 6 0 0 1-1.7.5C4 12.5 1.5 8 1.5 8a12 12 0 0 1 2.3-2.8',
  download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.500h11',
  edit: 'M3 13l.7-3L11 2.7 13.3 5 6 12.300ZM9.6 4l2.4 2.4',
  clock: 'M8 14.200A6.2 6.2 0 1 0 8 1.800a6.2 6.2 0 0 0 0 12.400ZM8 4.500V8l2.5 1.5',
  near: 'M2 6.500c2-2 4-2 6 0s4 2 6 0M2 10.500c2-2 4-2 6 0s4 2 6 0',
  warning: 'M8 2 1.5 13.500h13ZM8 6.500v3.200M8 11.600v.01',
  copy: 'M5.5 5.500h8v8h-8ZM5.5 10.500h-3v-8h8v3',
  retry: 'M13 3v3.500H9.500M12.8 6.400a5.3 5.3 0 1 0 .4 3',
  stop: 'M4 4h8v8H4Z',
  broken: 'M2.5 3h11v10h-11ZM5.5 5.500l5 5M10.5 5.500l-5 5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Beside a word, or in a button that has a name; so never read aloud itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
