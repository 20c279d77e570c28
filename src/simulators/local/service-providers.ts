// The service providers that trust this provider: what their metadata says, fetched when first needed and again after a minute.
// It must never answer to an address that the metadata does not name.
import { createPublicKey, X509Certificate } from 'node:crypto';
import { Refusal } from '../kit/refusal.ts';
import { attributeIn } from './xml.ts';

/** A service provider as the operator registered it. */
export interface ServiceProviderRecord {
  entityId: string;
  metadataUrl: string;
}

export interface ServiceProvider {
  entityId: string;
  consumers: readonly string[];
  signOuts: readonly string[];
  /** Certificates, base64 of DER. */
  signing: readonly string[];
  encryption: readonly string[];
}

const keptFor = 60_000;

/** Finds by entity id. Throws Refusal for a stranger, and for one whose metadata cannot be had. */
export type FindServiceProvider = (entityId: string, fresh?: boolean) => Promise<ServiceProvider>;

export function createServiceProviders(records: readonly ServiceProviderRecord[]): FindServiceProvider {
  const kept = new Map<string, { found: ServiceProvider; at: number }>();
  return async (entityId, fresh = false) => {
    const record = records.find((one) => one.entityId === entityId);
    if (!record) throw new Refusal('unknown_service_provider', 'Nobody registered this service provider here.');
    const before = kept.get(entityId);
    if (before && !fresh && Date.now() - before.at < keptFor) return before.found;
    const answer = await fetch(record.metadataUrl).catch(() => undefined);
    if (!answer?.ok) throw new Refusal('no_metadata', 'The metadata of the service provider cannot be fetched.');
    const found = read(await answer.text(), entityId);
    kept.set(entityId, { found, at: Date.now() });
    return found;
  };
}

function read(xml: string, entityId: string): ServiceProvider {
  const locations = (element: string) =>
    [...xml.matchAll(new RegExp(`<md:${element}\\b[^>]*>`, 'g'))].flatMap(
      ([tag]) => attributeIn(tag, element, 'Location') ?? [],
    );
  const certificates = (use: string) =>
    [...xml.matchAll(new RegExp(`<md:KeyDescriptor use="${use}">[\\s\\S]*?<ds:X509Certificate>([^<]+)<`, 'g'))].map(
      ([, der = '']) => der,
    );
  return {
    entityId,
    consumers: locations('AssertionConsumerService'),
    signOuts: locations('SingleLogoutService'),
    signing: certificates('signing'),
    encryption: certificates('encryption'),
  };
}

/** The public key of a certificate, PEM. */
export const publicKeyOf = (der: string): string =>
  createPublicKey(new X509Certificate(Buffer.from(der, 'base64')).publicKey.export({ type: 'spki', format: 'pem' }))
    .export({ type: 'spki', format: 'pem' })
    .toString();
