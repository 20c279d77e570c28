// What tests are called, read from their source. It must never run one.

/** Titles of tests and suites, as they are written. */
export function titlesIn(text: string): string[] {
  const calls = text.matchAll(/\b(?:it|describe|optionalSuite|withBrowser)\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g);
  return [...calls].map(([, , title = '']) => title);
}
