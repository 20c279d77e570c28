// What breaks readers of text: words they know in places that they do not, numbers at the edge, names that mean something to JavaScript,
// and much of everything. Shared by all grammars.
import fc from 'fast-check';

const awkward = [
  '',
  ' ',
  '\t',
  '\u0000',
  '\uFEFF',
  '\uFFFD',
  '\uD800',
  'null',
  'undefined',
  'true',
  'NaN',
  '-1',
  '0',
  '1e309',
  '9007199254740993',
  '0x10',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '%00',
  '%ff',
  '%',
  '\r\nSet-Cookie: a=b',
  '<script>',
  '"',
  "'",
  '\\',
  '{{7*7}}',
  'javascript:alert(1)',
  '//evil.example',
  'http://127.0.0.1:1/',
  '٣',
  'ﬀ',
  'e\u0301',
  '\u202E',
  '{',
  '[',
  '[]',
  '{}',
];

/** Any text, short or long. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...awkward), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
  { arbitrary: fc.string({ maxLength: 20 }), weight: 2 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...awkward, 'a', 'Cl.', '["'), fc.integer({ min: 1, max: 300 }))
      .map(([one, times]) => one.repeat(times)),
    weight: 1,
  },
);

const names = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'essential',
    'value',
    'values',
    'acr',
    'email',
    'verified_claims',
    'given_name',
    'id_token',
    'userinfo',
  ),
  fc.string({ maxLength: 6 }),
);

/** Any JSON as text, with names that mean something to JavaScript or to OpenID Connect, and repeated ones. */
export const anyJson: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom('null', 'true', 'false', '0', '-0', '1e400', '-1', '""', '[]', '{}'),
      anyText.map((text) => JSON.stringify(text)),
    ),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(names, tie('value')), { maxLength: 4 })
      .map((pairs) => `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
  ),
})).value;

/** So deep that reading it by recursion may end badly. */
export const deepJson = fc
  .tuple(
    fc.constantFrom(['[', ']'], ['{"a":', '}'], ['{"id_token":', '}'], ['[{"values":', '}]']),
    fc.integer({ min: 1, max: 1500 }),
  )
  .map(([[open = '', close = ''], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

/** One or more places of a text spoilt: cut out, doubled, or something awkward put in. */
export const spoils = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 60 }), fc.oneof(fc.constant(''), anyText)), {
  minLength: 1,
  maxLength: 3,
});

export function spoilt(
  text: string,
  [...changes]: readonly (readonly [at: number, length: number, put: string])[],
): string {
  return changes.reduce((before, [at, length, put]) => {
    const place = before.length === 0 ? 0 : at % before.length;
    return before.slice(0, place) + put + before.slice(place + length);
  }, text);
}

/** Mostly not. */
export const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary, weight: 1 });
