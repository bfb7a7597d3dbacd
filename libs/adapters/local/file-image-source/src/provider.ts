import {
  type ImageParts,
  type ImageProvider,
  type OpenImage,
  provider,
} from '@glyphwatch/provider';

export const file: ImageProvider = provider({
  name: 'file',
  abilities: {
    ports: ['ImageSource'],
    summary: 'a file, by its path and content',
    hosts: ['laptop'],
    limits: [],
    notShown: ['a failing disk, except on Linux'],
  },
  open: async (_, { maxBytes }: ImageParts): Promise<OpenImage> => {
    const { absolutePath, FileImage } = await import('./index.ts');
    return (address) => new FileImage({ path: absolutePath(address), address }, { maxBytes });
  },
});
