import { filtersOf, hrefOf, parseRoute, wallOf, wallParams, wallQuery } from './route.ts';

const at = (path: string) => parseRoute(new URL(path, 'http://localhost/x/'));

it('reads the screen from the last segment, below any base path', () => {
  expect(at('./').screen).toBe('alerts');
  expect(at('images').screen).toBe('images');
  expect(at('image?id=a').screen).toBe('image');
  expect(at('nothing').screen).toBe('unknown');
});

it('writes addresses that it reads again, whatever is in them', () => {
  const params = { id: 's3://b/ä ö&=?#/x', q: '<b>' };
  expect(at(hrefOf('image', params)).params).toEqual(params);
  expect(hrefOf('alerts')).toBe('./');
  expect(hrefOf('images', { q: '', rule: undefined })).toBe('images');
});

it('keeps the list that an image was opened from', () => {
  const route = at('image?id=a&wall=images&rule=r&finding=r');
  expect(wallOf(route)).toBe('images');
  expect(wallParams(route)).toEqual({ rule: 'r' });
  expect(wallOf(at('image?id=a'))).toBe('alerts');
});

it('asks for new alerts unless the address names another verdict or all', () => {
  expect(wallQuery('alerts', {})).toEqual({ verdict: 'new' });
  expect(wallQuery('alerts', { verdict: 'confirmed' })).toEqual({ verdict: 'confirmed' });
  expect(wallQuery('alerts', { verdict: 'all', q: 'a' })).toEqual({ q: 'a' });
  expect(wallQuery('images', {})).toEqual({});
});

it('does not count the verdict among the filters', () => {
  expect(filtersOf({ verdict: 'new', key: 'a/' })).toEqual({ key: 'a/' });
});
