/* The list of keys: English that a first look does not need; the rest is in words.ts. */

export const keySections = [
  {
    title: 'Everywhere',
    keys: [
      ['?', 'This list'],
      ['/', 'Search'],
      ['g a', 'Alerts'],
      ['g i', 'Images'],
      ['g r', 'Rules'],
      ['g h', 'Health'],
      ['u', 'Undo the last verdict'],
      ['Esc', 'Back'],
    ],
  },
  {
    title: 'Lists',
    keys: [
      ['← ↓ ↑ →', 'Move'],
      ['h j k l', 'Move'],
      ['Enter', 'Open'],
      ['x', 'Select'],
      ['Shift X', 'Select up to here'],
    ],
  },
  {
    title: 'Verdicts',
    keys: [
      ['a', 'Confirm'],
      ['f', 'False alarm'],
      ['r', 'Resolved'],
      ['n', 'Note'],
      ['e', 'Edit the rule'],
    ],
  },
  {
    title: 'Image',
    keys: [
      ['PgUp PgDn', 'Previous, next image'],
      ['[ ]', 'Previous, next finding'],
      ['z', 'Fit, or show the finding'],
      ['+ -', 'Zoom'],
      [', .', 'Rotate the view'],
      ['b', 'Boxes on and off'],
      ['v', 'Reveal what is covered'],
    ],
  },
  {
    title: 'Rules',
    keys: [
      ['Ctrl S', 'Save'],
      ['Ctrl Enter', 'Forecast'],
    ],
  },
] as const;
