// Whether an account that the hub has seen before proves only now who its person is: then it is matched as if it were new. Pure.
import { identityAtLeast } from '../assurance/level.ts';
import type { Inquiry } from './rules/rule.ts';

/** The link serves no identity yet, and what came now does (at least medium: below that nobody is matched). */
export const isFirstProof = ({ known, now }: Pick<Inquiry, 'known' | 'now'>): boolean =>
  known !== undefined && known.link.level.identity === 'none' && identityAtLeast(now.level.identity, 'medium');
