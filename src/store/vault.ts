// Seals and tokenises everything the store writes down. Stands beneath every step, just above the database.
// It must never hand out the master key, and never open a value in another place than the one it was sealed for.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { randomly } from '../random.ts';
import type { Vault } from './contracts.ts';

/** First byte of every sealed value: which generation of the sealing keys it stands under. */
const keyVersion = 1;
const nonceLength = 12;
const tagLength = 16;
/** Tokens in memory. */
const mostTokens = 5000;
const overhead = 1 + nonceLength + tagLength;

const unreadable = (detail: string, cause?: unknown) => new HubError('internal', { detail, cause });

/** HKDF-SHA-256 (RFC 5869) subkeys of one master key, one for each label, remembered: labels are a closed set. As key objects: raw bytes cost six times as much a use. */
function subkeys(masterKey: Buffer) {
  const known = new Map<string, KeyObject>();
  return (label: string): KeyObject => {
    const found = known.get(label);
    if (found) return found;
    const made = createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, '', `gatehouse/${label}`, 32)));
    known.set(label, made);
    return made;
  };
}

/** The part of a context that names the table: each has its own key, so that no key sees too many nonces (SP 800-38D, 8.3). */
const tableOf = (context: string): string => context.split(':', 1)[0] ?? '';

/**
 * What this process sealed or opened, as JSON, for as long as it holds the very buffer: it need not decipher its own rows. Nobody writes into a
 * buffer of a row.
 */
function createOwnRows() {
  const known = new WeakMap<Uint8Array, { context: string; text: string }>();
  return {
    keep: (sealed: Uint8Array, context: string, text: string) => void known.set(sealed, { context, text }),
    textOf(sealed: Uint8Array, context: string): string | undefined {
      const own = known.get(sealed);
      return own?.context === context ? own.text : undefined;
    },
  };
}

const boundTo = (version: number, context: string): Buffer => Buffer.from(`${version}:${context}`);

/**
 * Makes the vault of one master key (32 bytes, else a HubError `configuration`).
 * A sealed value is: key version (1 byte), nonce (12), AES-256-GCM ciphertext, tag (16). Contexts read `table:row`.
 * `open` throws a HubError `internal` for a value that was altered, moved or sealed under another key.
 */
export function createVault(masterKey: Buffer): Vault {
  if (masterKey.length !== 32) throw new HubError('configuration', { detail: 'the master key must be 32 bytes' });
  const subkey = subkeys(Buffer.from(masterKey));
  // A sign-in names its person, its account and its service some twenty times.
  const tokens = new Map<string, string>();
  const own = createOwnRows();

  function deciphered(sealed: Buffer, context: string): string {
    if (sealed.length < overhead) throw unreadable('sealed value is too short');
    if (sealed[0] !== keyVersion) throw unreadable(`sealed under an unknown key version, ${sealed[0]}`);
    const key = subkey(`seal/${tableOf(context)}`);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(boundTo(keyVersion, context));
    decipher.setAuthTag(sealed.subarray(-tagLength));
    try {
      const body = decipher.update(sealed.subarray(1 + nonceLength, -tagLength));
      return Buffer.concat([body, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw unreadable(`sealed value does not open as part of ${tableOf(context)}`, cause);
    }
  }

  return {
    seal(value, context) {
      const text = JSON.stringify(value);
      const nonce = randomly(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', subkey(`seal/${tableOf(context)}`), nonce);
      cipher.setAAD(boundTo(keyVersion, context));
      const body = [cipher.update(text, 'utf8'), cipher.final()];
      const sealed = Buffer.concat([Buffer.of(keyVersion), nonce, ...body, cipher.getAuthTag()]);
      own.keep(sealed, context, text);
      return sealed;
    },
    open(sealed, context) {
      const known = own.textOf(sealed, context);
      if (known !== undefined) return JSON.parse(known) as Json;
      const text = deciphered(sealed, context);
      own.keep(sealed, context, text);
      return JSON.parse(text) as Json;
    },
    token(label, value) {
      const name = `${label}\0${value}`;
      const known = tokens.get(name);
      if (known) return known;
      const made = createHmac('sha256', subkey(`token/${label}`))
        .update(value)
        .digest('base64url');
      if (tokens.size >= mostTokens) tokens.clear();
      tokens.set(name, made);
      return made;
    },
    derive: (label) => subkey(`derive/${label}`).export(),
  };
}
