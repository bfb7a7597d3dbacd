import { listMade } from './remove.ts';
import { smokeClients } from './smoke-clients.ts';
import { isSmokeName, newSmokeName } from './smoke-name.ts';

it('gives each run a name of its own, which it knows again', () => {
  const [one, other] = [newSmokeName(), newSmokeName()];
  expect(one).not.toBe(other);
  expect([one, other].every(isSmokeName)).toBe(true);
});

it.each(['Glyphwatch', 'CDKToolkit', 'glyphwatch-smoke-', 'glyphwatch-smoke-1a2b3c4d-prod', ''])(
  'touches nothing called %j, and asks no service about it',
  async (name) => {
    const nowhere = { endpoint: 'http://127.0.0.1:9', region: 'eu-central-1' };
    const clients = smokeClients({
      ...nowhere,
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    });
    await expect(listMade(clients, name)).rejects.toMatchObject({ code: 'settings-invalid' });
  },
);
