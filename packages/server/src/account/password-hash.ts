// How passwords are kept: scrypt with a salt, over a digest under a key that lies outside the database.
import { createHmac } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';

/** Stands before hashes that need the key; what was kept before there was one goes on being good. */
const keyed = 'keyed:';

/**
 * Who holds a copy of the database alone can try no password out.
 * @param secret derived from the key of the installation
 */
export function passwordHashing(secret: string): {
  hash(password: string): Promise<string>;
  verify(kept: { readonly hash: string; readonly password: string }): Promise<boolean>;
} {
  const underKey = (password: string) =>
    createHmac('sha256', secret)
      .update(`equipoise password\0${password.normalize('NFKC')}`)
      .digest('base64url');
  return {
    hash: async (password) => `${keyed}${await hashPassword(underKey(password))}`,
    verify: async ({ hash, password }) =>
      hash.startsWith(keyed)
        ? verifyPassword({ hash: hash.slice(keyed.length), password: underKey(password) })
        : verifyPassword({ hash, password }),
  };
}
