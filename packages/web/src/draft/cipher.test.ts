// Drafts on a device open with their key and in their place alone.
import { expect, it } from 'vitest';
import { importDraftKey, seal, unseal } from './cipher.js';

const keyText = (byte: number) => Buffer.alloc(32, byte).toString('base64url');

it('a draft opens with its key in its place, and not with another key or in another place', async () => {
  const key = await importDraftKey(keyText(251));
  const sealed = await seal(key, 'form/one', { weight: '70' });
  expect(await unseal(key, 'form/one', sealed)).toEqual({ weight: '70' });
  expect(await unseal(key, 'form/two', sealed)).toBeUndefined();
  expect(await unseal(await importDraftKey(keyText(7)), 'form/one', sealed)).toBeUndefined();
  expect(Buffer.from(sealed.data).toString('latin1')).not.toContain('weight');
});
