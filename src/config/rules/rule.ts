// What a rule is: a row of the table in rules.ts. A rule must never change the configuration, nor stop at its first finding.
import type { Draft } from '../config.ts';
import type { Finding } from '../problem.ts';

/** The files of the configuration folder, without `.yaml`. */
export type Part =
  | 'hub'
  | 'services'
  | 'identity-providers'
  | 'assurance'
  | 'attributes'
  | 'matching'
  | 'personas'
  | 'notices';

export interface Rule {
  /** What it makes sure of, in a few words. */
  name: string;
  /** The files that must be whole for it to make sense. */
  needs: readonly Part[];
  check(config: Draft): Finding[];
}
