import { imageIdOf } from './image.ts';

describe('the id of an image', () => {
  it('is bucket and key, unchanged', () => {
    expect(imageIdOf({ bucket: 'b', key: 'a b/%41+c.png' })).toBe('b/a b/%41+c.png');
  });
});
