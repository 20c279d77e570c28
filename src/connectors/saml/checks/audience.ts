// For whom the assertion was made (SAML core 2.5.1.4): every restriction names the hub, and there is one.
// It must never take an assertion that was made for somebody else as well as for nobody.
import { childrenOf, textOf } from '../xml/dom.ts';
import { conditionsOf } from './conditions.ts';
import { refuse, type Said } from './said.ts';

export function checkAudience(said: Said): void {
  const restrictions = childrenOf(conditionsOf(said), 'saml', 'AudienceRestriction');
  const namesUs = (restriction: Element) =>
    childrenOf(restriction, 'saml', 'Audience').some((audience) => textOf(audience) === said.entityId);
  if (restrictions.length === 0) refuse('audience', 'made for nobody in particular');
  if (!restrictions.every(namesUs)) refuse('audience', 'made for somebody else');
}
