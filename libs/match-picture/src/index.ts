export * from './annotate.ts';
export * from './cut-out.ts';
export * from './draw-covers.ts';
export * from './match-box.ts';
