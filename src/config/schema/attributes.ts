// attributes.yaml: the one table of attributes: canonical name ↔ OpenID Connect claim ↔ SAML names ↔ words on the pages.
import { z } from 'zod';
import { localised } from './common.ts';

const attribute = z.strictObject({
  /** The claim that a service receives, and that a plain OpenID provider sends. */
  claim: z.string().min(1),
  /** The scope that asks for it. */
  scope: z.string().min(1),
  label: localised,
  kind: z.enum(['text', 'date', 'address', 'email', 'phone', 'nhs-number', 'words']),
  /** A claim beside it that says whether it was verified (`email_verified`). */
  verifiedClaim: z.string().optional(),
  saml: z.array(z.string()).default([]),
});

export const attributesSchema = z.strictObject({
  attributes: z.record(z.string().regex(/^[a-z][a-z_]*$/), attribute),
});
export type AttributesConfig = z.infer<typeof attributesSchema>;
export type AttributeRow = z.infer<typeof attribute> & { name: string };
