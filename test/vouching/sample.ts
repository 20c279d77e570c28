// An officer's check of somebody invented, for the tests.
import { randomUUID } from 'node:crypto';
import type { NewVouch, Vouch, VouchContent } from '../../src/store/vouch-contracts.ts';

export const now = (): number => Math.floor(Date.now() / 1000);

export const content = (changed: Partial<VouchContent> = {}): VouchContent => ({
  officer: 'PLANTED-officer',
  organisation: { id: 'exampleton', name: 'Exampleton Council' },
  method: 'desk',
  evidence: [
    { type: 'driving-licence', strength: 3, validity: 2 },
    { type: 'bus-pass', strength: 2, validity: 2 },
  ],
  activity: 1,
  fraud: 1,
  verification: 2,
  checks: [
    { method: 'documents', at: now() },
    { method: 'face', at: now() },
  ],
  reason: 'PLANTED-reason',
  coercion: ['alone', 'understands', 'not-pressed'],
  details: {
    given_name: 'PLANTED-given',
    family_name: 'PLANTED-family',
    birthdate: '1942-01-19',
    address: ['3 Almshouse Row', 'Exampleton', 'ZZ1 7DN'],
  },
  tell: { way: 'letter', to: ['3 Almshouse Row', 'Exampleton', 'ZZ1 7DN'], language: 'en' },
  identity: 'medium',
  profile: 'M2B',
  framework: 'gpg45',
  frameworkVersion: '0.4',
  ...changed,
});

/** One to be kept, with codes of its own. */
export function newVouch(changed: Partial<VouchContent> = {}, times: Partial<NewVouch['times']> = {}): NewVouch {
  const id = randomUUID();
  const codes = { claim: `PLANTED-claim-${id}`, stop: `PLANTED-stop-${id}` };
  const usual = { recordedAt: now(), claimUntil: now() + 1000, endsAt: now() + 10_000 };
  return { id, content: content(changed), times: { ...usual, ...times }, codes };
}

/** The same as it is read. */
export function asRead({ id, content: written, times }: NewVouch, events: Vouch['events'] = {}): Vouch {
  return { ...written, ...times, id, events };
}
