// `gatehouse assurance evaluate --evidence 32,22 --activity 1 --fraud 1 --verification 2`: what evidence is worth by GPG 45.
// It must never be taken for a check: whoever scores the evidence has done that.
import { dominated, evaluate, readEvidence } from '../assurance/gpg45.ts';
import { HubError } from '../errors.ts';
import { readyConfig } from './ready-config.ts';

export interface EvaluateArguments {
  config: string;
  evidence?: string | undefined;
  activity?: string | undefined;
  fraud?: string | undefined;
  verification?: string | undefined;
}

/** Prints the confidence and the profiles. Exit status 1 where no profile is met. */
export async function assuranceEvaluate(given: EvaluateArguments, print: (line: string) => void): Promise<number> {
  const { evidence, activity = '0', fraud = '0', verification = '0' } = given;
  if (!evidence)
    throw new HubError('configuration', {
      detail:
        'Give the evidence: --evidence 32,22 (strength and validity of each piece) --activity 1 --fraud 1 --verification 2',
    });
  const { assurance } = await readyConfig(given.config, { allowMissingKeys: true });
  const worth = evaluate(readEvidence({ evidence, activity, fraud, verification }), assurance.gpg45);
  print(`identity    ${worth.identity}${worth.profile ? ` (profile ${worth.profile})` : ': no profile is met'}`);
  print(`profiles    ${worth.satisfied.join(' ') || 'none'}`);
  print(`read by     ${worth.framework} ${worth.frameworkVersion}`);
  for (const { profile, by } of dominated(assurance.gpg45))
    print(`note        ${profile} is never needed: whoever meets it also meets ${by}`);
  return worth.profile ? 0 : 1;
}
