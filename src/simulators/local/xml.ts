// Small things for messages as text. It must never let a value end the place that it stands in, unless a fault wants that and says so.

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** xs:dateTime in UTC, of seconds since 1970. */
export const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The value of an attribute in the start tag of the first element of that local name; undefined when it is not there. */
export function attributeIn(xml: string, element: string, name: string): string | undefined {
  const tag = new RegExp(`<(?:[\\w-]+:)?${element}\\b[^>]*>`).exec(xml)?.[0];
  const value = tag && new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<');
}

/** The texts of every element of that local name. */
export function textsIn(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<(?:[\\w-]+:)?${element}\\b[^>]*>([^<]*)<`, 'g'));
  return [...found].map(([, text = '']) => text.replaceAll('&amp;', '&').trim());
}
