// Where a master key comes from: the key file, the environment, or a key management service that wraps it.
import { DecryptCommand, EncryptCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { z } from 'zod';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

/** A master key as a key file names it. Only `file` holds the key itself. */
export const MasterKeySource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), hex: hex32 }),
  z.strictObject({ kind: z.literal('environment'), variable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) }),
  z.strictObject({
    kind: z.literal('kms'),
    keyId: z.string().min(1),
    ciphertextBase64: z.base64(),
    endpoint: z.url().optional(),
    region: z.string().optional(),
  }),
]);
export type MasterKeySource = z.infer<typeof MasterKeySource>;

/** A master key that can't be had now. The message says what to do, and never holds a key. */
export class MasterKeyProblem extends Error {}

/**
 * The 32 bytes of a master key, for one opening, one new trial or one escrow.
 * @throws MasterKeyProblem when its source does not give it
 */
export async function readMasterKey(
  source: MasterKeySource,
  installationId: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Buffer> {
  switch (source.kind) {
    case 'file':
      return Buffer.from(source.hex, 'hex');
    case 'environment': {
      const parsed = hex32.safeParse(environment[source.variable]);
      if (parsed.success) return Buffer.from(parsed.data, 'hex');
      throw new MasterKeyProblem(
        `the master key is to be in the environment variable ${source.variable}, as 64 lower-case hexadecimal digits; it is not`,
      );
    }
    case 'kms':
      return unwrapByKms(source, installationId);
  }
}

/** Wraps a new master key by a key of AWS KMS, or of a service that speaks its API at `endpoint`. */
export async function wrapByKms(
  masterKey: Buffer,
  installationId: string,
  kms: { readonly keyId: string; readonly endpoint?: string; readonly region?: string },
): Promise<Extract<MasterKeySource, { kind: 'kms' }>> {
  const answer = await asking(kms, (client) =>
    client.send(
      new EncryptCommand({ KeyId: kms.keyId, Plaintext: masterKey, EncryptionContext: contextOf(installationId) }),
    ),
  );
  if (answer.CiphertextBlob === undefined) throw new MasterKeyProblem('the key management service wrapped nothing');
  return { kind: 'kms', ...kms, ciphertextBase64: Buffer.from(answer.CiphertextBlob).toString('base64') };
}

async function unwrapByKms(source: Extract<MasterKeySource, { kind: 'kms' }>, installationId: string): Promise<Buffer> {
  const answer = await asking(source, (client) =>
    client.send(
      new DecryptCommand({
        KeyId: source.keyId,
        CiphertextBlob: Buffer.from(source.ciphertextBase64, 'base64'),
        EncryptionContext: contextOf(installationId),
      }),
    ),
  );
  if (answer.Plaintext?.length !== 32)
    throw new MasterKeyProblem('the key management service gave back no key of 32 bytes');
  return Buffer.from(answer.Plaintext);
}

async function asking<T>(
  kms: { readonly endpoint?: string | undefined; readonly region?: string | undefined },
  ask: (client: KMSClient) => Promise<T>,
): Promise<T> {
  const config: KMSClientConfig = {
    ...(kms.endpoint === undefined ? {} : { endpoint: kms.endpoint }),
    ...(kms.region === undefined ? {} : { region: kms.region }),
    maxAttempts: 3,
  };
  const client = new KMSClient(config);
  try {
    return await ask(client);
  } catch (cause) {
    throw new MasterKeyProblem(
      `the key management service did not answer as it should (${(cause as Error).name}); see that its endpoint, region and credentials are those of the master key`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

/** Binds the wrapped key to its installation: for another one the service does not unwrap it. */
function contextOf(installationId: string): Record<string, string> {
  return { application: 'equipoise', installationId };
}
