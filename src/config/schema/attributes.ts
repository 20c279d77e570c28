// attributes.yaml: the one table of attributes: canonical name ↔ OpenID Connect claim ↔ SAML names ↔ words on the pages.
import { z } from 'zod';
import { localised } from './common.ts';

const attribute = z.strictObject({
  /** The claim that a service receives, and that a plain OpenID provider sends. */
  claim: z.string().min(1),
  /** The scope that asks for it. */
  scope: z.string().min(1),
  label: localised,
  /** `age-band` and `age-over` are worked out from `birthdate`, and come from no provider. */
  kind: z.enum(['text', 'date', 'address', 'email', 'phone', 'nhs-number', 'words', 'age-band', 'age-over']),
  /** A claim beside it that says whether it was verified (`email_verified`). */
  verifiedClaim: z.string().optional(),
  saml: z.array(z.string()).default([]),
});

export const attributesSchema = z.strictObject({
  attributes: z.record(z.string().regex(/^[a-z][a-z_]*(NN)?$/), attribute).superRefine((rows, context) => {
    for (const [name, { kind, claim, label }] of Object.entries(rows)) {
      const texts = [name, claim, label.en, label.cy];
      if (texts.every((text) => text.includes('NN') === (kind === 'age-over'))) continue;
      const message = 'write NN in name, claim and label of a row of kind age-over, and of no other';
      context.addIssue({ code: 'custom', path: [name, 'kind'], message });
    }
  }),
});
export type AttributesConfig = z.infer<typeof attributesSchema>;
export type AttributeRow = z.infer<typeof attribute> & {
  name: string;
  /** The age of a row that was written for all ages (`age_over_NN`). */
  over?: number;
};
