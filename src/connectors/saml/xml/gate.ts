// What a message must pass as text, before any parser sees it: size, no declarations of any kind, no more parts than a message can need.
// It must never build a tree, and never take longer than one walk along the text.
import { JourneyEnd } from '../../journey-end.ts';

export interface GateLimits {
  characters: number;
  elements: number;
  attributes: number;
  attributesOfOne: number;
}

/** A response to one request: measured ones have under 100 elements. */
export const messageLimits: GateLimits = {
  characters: 350_000,
  elements: 2000,
  attributes: 6000,
  attributesOfOne: 30,
};

const refuse = (why: string): never => {
  throw new JourneyEnd('invalid', `gate: ${why}`);
};

const declaration =
  /^\uFEFF?\s*<\?xml version=(["'])1\.0\1(?: encoding=(["'])utf-8\2)?(?: standalone=(["'])(?:yes|no)\3)?\s*\?>/i;
// XML 1.0, section 2.2: everything else below a space is no character of XML.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/**
 * The text without its XML declaration. `<!` ends every attack that begins with a DOCTYPE, a comment or CDATA, `<?` those with processing
 * instructions. Throws JourneyEnd `invalid`.
 */
export function gateText(text: string, limits: GateLimits = messageLimits): string {
  if (text.length > limits.characters) refuse('too long');
  const bare = text.replace(declaration, '').replace(/^\uFEFF/, '');
  if (control.test(bare)) refuse('control characters');
  if (bare.includes('<!')) refuse('a DOCTYPE, comment or CDATA section');
  if (bare.includes('<?')) refuse('a processing instruction');
  count(bare, limits);
  return bare;
}

/** Counts start tags and, by their equals signs outside quotes, attributes. */
function count(text: string, limits: GateLimits): void {
  let elements = 0;
  let attributes = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const opens = text[at + 1] !== '/';
    const { end, found } = tag(text, at + 1);
    if (opens) elements += 1;
    attributes += found;
    if (elements > limits.elements) refuse('too many elements');
    if (found > limits.attributesOfOne) refuse('too many attributes in one element');
    if (attributes > limits.attributes) refuse('too many attributes');
    at = end;
  }
}

function tag(text: string, from: number): { end: number; found: number } {
  let found = 0;
  let quote: string | undefined;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (quote) {
      if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '=') found += 1;
    else if (character === '>') return { end: at, found };
  }
  return refuse('a tag that does not end');
}
