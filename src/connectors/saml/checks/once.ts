// An assertion counts once, on all nodes together (SAML profiles 4.1.4.5).
// It must never forget an assertion before it has run out.
import type { SamlTools } from '../tools.ts';
import { attributeOf } from '../xml/dom.ts';
import { endOf } from './confirmation.ts';
import { refuse, type Said, skewSeconds } from './said.ts';

export async function checkOnce(said: Said, firstUse: SamlTools['firstUse']): Promise<void> {
  const id = attributeOf(said.assertion, 'ID') ?? refuse('once', 'no identifier');
  const first = await firstUse(JSON.stringify([said.provider.entityId, id]), Math.ceil(endOf(said)) + skewSeconds);
  if (!first) refuse('once', 'used before');
}
