/** `rules.yaml` of `/srv/photos/rules.yaml`, on any system. */
export const lastPart = (path: string): string => path.split(/[\\/]/).at(-1) || path;
