export * from './picture-views.ts';
