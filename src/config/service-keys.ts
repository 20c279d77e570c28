// Reads the public keys that services registered by file. Used while the configuration is loaded.
// It must never accept a private or a shared key: whoever holds the configuration could then pose as the service.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Finding } from './problem.ts';
import type { Service } from './schema/services.ts';

/** A JWK set (RFC 7517, section 5) of asymmetric keys. */
const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']) })).min(1) });

/** A key file that is not there. */
export interface MissingKey {
  /** What needs it: the id of a service, or `notices`. */
  service: string;
  /** Absolute path. */
  file: string;
  /** What to say of it where it has to be there. */
  finding: Finding;
}

export interface ServiceKeys {
  serviceKeys: Map<string, JSONWebKeySet>;
  missingKeys: MissingKey[];
  findings: Finding[];
}

/** Reads every `jwksFile`, relative to the configuration folder. A file that is absent is listed, not a finding. */
export async function readServiceKeys(folder: string, services: Iterable<Service>): Promise<ServiceKeys> {
  const result: ServiceKeys = { serviceKeys: new Map(), missingKeys: [], findings: [] };
  for (const { id, jwksFile } of services) {
    if (jwksFile === undefined) continue;
    const file = resolve(folder, jwksFile);
    if (!existsSync(file)) {
      result.missingKeys.push({ service: id, file, finding: missingKeyFinding(id) });
      continue;
    }
    const read = await readKeySet(file);
    if ('keys' in read) result.serviceKeys.set(id, read);
    else result.findings.push({ file: 'services.yaml', at: ['services', id, 'jwksFile'], ...read });
  }
  return result;
}

function missingKeyFinding(service: string): Finding {
  return {
    file: 'services.yaml',
    at: ['services', service, 'jwksFile'],
    message: 'names a file that does not exist',
    remedy: 'put the service’s public keys there as a JWK set; the path counts from the configuration folder',
  };
}

async function readKeySet(file: string): Promise<JSONWebKeySet | { message: string; remedy: string }> {
  let parsed: ReturnType<typeof keySet.safeParse>;
  try {
    parsed = keySet.safeParse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return { message: 'names a file that is not JSON', remedy: 'write a JWK set: {"keys": [ … ]}' };
  }
  if (!parsed.success) {
    return {
      message: 'names a file that is not a JWK set of public keys',
      remedy: 'write {"keys": [ … ]} with at least one key, each RSA, EC or OKP',
    };
  }
  if (parsed.data.keys.some((key) => 'd' in key)) {
    return {
      message: 'names a file that holds a private key',
      remedy: 'take the private members out, and make a new key',
    };
  }
  return parsed.data;
}
