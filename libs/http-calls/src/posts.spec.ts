import { formPost, jsonPost } from './index.ts';

const URL_ = 'https://service.example/';

it('posts a form whose lines and bytes arrive as they are', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { body, headers = {} } = formPost(
    URL_,
    { text: 'one\ntwo 🚪' },
    { photo: { name: 'match.png', type: 'image/png', bytes } },
  );
  const form = await new Response(Uint8Array.from(Buffer.from(body ?? '')), { headers }).formData();
  expect(form.get('text')).toBe('one\ntwo 🚪');
  const photo = form.get('photo');
  expect(photo).toMatchObject({ name: 'match.png', type: 'image/png' });
  expect(photo instanceof Blob && new Uint8Array(await photo.arrayBuffer())).toEqual(bytes);
});

it('posts JSON in UTF-8, with more headers where they are needed', () => {
  expect(jsonPost(URL_, { a: 'é' }, { authorization: 'Bearer x' })).toMatchObject({
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer x' },
    body: '{"a":"é"}',
  });
});
