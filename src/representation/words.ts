// The closed words in which the house speaks of acting for somebody. Their order is their meaning; nothing else stands here.

export const relationships = ['parent', 'guardian', 'attorney', 'deputy', 'appointee', 'carer'] as const;
export type Relationship = (typeof relationships)[number];
/** Those who have the say over a child (C2). */
export const parental: readonly Relationship[] = ['parent', 'guardian'];

/** What the relationship was seen by, weakest first (D3). */
export const evidences = ['self-asserted', 'officer-checked', 'registry', 'court-order'] as const;
export type Evidence = (typeof evidences)[number];

/** What an officer writes down of an authority, in the order of the form: what can be wrong with it. */
export const writtenFields = [
  'name',
  'actor',
  'relationship',
  'evidence',
  'functions',
  'until',
  'born',
  'email',
  'phone',
  'address',
] as const;
export type WrittenField = (typeof writtenFields)[number];
