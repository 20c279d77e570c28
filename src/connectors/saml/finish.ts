// The way back: from what the browser brought to an Assertion. Text is looked at before it is parsed, signatures before anything is read, and
// what is read is what was signed. It must never go on after a check that failed: every failure is thrown as a JourneyEnd.
import { sameSecret } from '../../same-secret.ts';
import type { Assertion, Json, Reply } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import { readAttributes, valuesOf } from './attributes.ts';
import { authenticatedAt, classOf, statementOf } from './checks/authentication.ts';
import { isEncrypted, opened, unreadable } from './checks/decryption.ts';
import { checkOnce } from './checks/once.ts';
import { type Envelope, refuse, type Said } from './checks/said.ts';
import { checkSigned, signedCopy } from './checks/signature.ts';
import { endByStatus } from './checks/status.ts';
import { checkDecrypted, checkStructure } from './checks/structure.ts';
import { sessionOf, subjectOf } from './checks/subject.ts';
import { messageOf } from './checks/transport.ts';
import { assertionChecks, envelopeChecks } from './checks.ts';
import type { Line, Published } from './line.ts';
import { type Memo, memoSchema } from './memo.ts';
import { attributeOf, onlyChild, parseXml } from './xml/dom.ts';
import { gateText } from './xml/gate.ts';
import { validateSchema } from './xml/schema.ts';

/** Level word of Verify-style hubs for an attempted fraud: a signal, and never a level. */
const fraud = /:authn-context:levelX$/;

/** Judges an answer. Throws JourneyEnd. */
export async function finishJourney(line: Line, reply: Reply, untrusted: Json): Promise<Assertion> {
  const memo = readMemo(line, reply, untrusted);
  const xml = gateText(messageOf(reply));
  validateSchema(xml, 'protocol');
  const published = await line.publication.get();
  const said = readSigned(xml, { line, memo, published });
  for (const check of assertionChecks) check(said);
  await checkOnce(said, line.tools.firstUse);
  return assertionOf(said, line);
}

function readMemo({ provider }: Line, { url, fields }: Reply, untrusted: Json): Memo {
  const parsed = memoSchema.safeParse(untrusted);
  if (!parsed.success) return refuse('memo', 'not one of this connector');
  const memo = parsed.data;
  if (memo.entityId !== provider.entityId) refuse('memo', 'the record of the provider changed during the journey');
  if (!sameSecret(memo.state, fields.RelayState ?? '')) refuse('memo', 'the answer of another journey');
  if (new URL(url).pathname !== new URL(memo.callback).pathname) refuse('memo', 'came to another address');
  return memo;
}

interface Judging {
  line: Line;
  memo: Memo;
  published: Published;
}

/** From the text to an assertion whose every byte is covered by a signature. */
function readSigned(xml: string, { line, memo, published }: Judging): Said {
  const { provider, tools } = line;
  const keys = published.signing.map(({ key }) => key);
  const root = parseXml(xml);
  const parts = checkStructure(root);
  const signedResponse = signedCopy(xml, root, keys);
  const response = signedResponse ?? root;
  const responseSigned = signedResponse !== undefined;
  const { entityId } = tools;
  const envelope: Envelope = { response, responseSigned, provider, memo, entityId, now: line.now() };
  for (const check of envelopeChecks) check(envelope);
  if (!parts.assertion) return endByStatus(envelope);
  if (isEncrypted(parts.assertion)) return { ...envelope, assertion: decrypted(envelope, { line, keys }) };
  if (provider.encrypted === 'required') refuse('decryption', 'not encrypted');
  const own = signedCopy(xml, parts.assertion, keys);
  checkSigned(provider.signed, { response: responseSigned, assertion: own !== undefined });
  const inside = onlyChild(response, 'saml', 'Assertion') ?? refuse('structure', 'no assertion');
  return { ...envelope, assertion: own ?? inside };
}

/** Opens the assertion and looks at it as at any message. Whatever is wrong inside has one name. */
function decrypted(
  envelope: Envelope,
  { line, keys }: { line: Line; keys: Parameters<typeof signedCopy>[2] },
): Element {
  const { response, responseSigned, provider } = envelope;
  const encrypted = onlyChild(response, 'saml', 'EncryptedAssertion') ?? refuse('structure', 'no assertion');
  // The record's wish for signatures is checked by the outside where that can be: an unsigned ciphertext is not worth opening then.
  if (!responseSigned && (provider.signed === 'response' || provider.signed === 'both'))
    checkSigned(provider.signed, { response: false, assertion: true });
  const inner = opened(encrypted, {
    keys: line.tools.keys().decryption,
    allowCbc: provider.allowCbc && responseSigned,
  });
  try {
    const xml = gateText(inner);
    validateSchema(xml, 'protocol');
    const root = parseXml(xml);
    checkDecrypted(root);
    const own = signedCopy(xml, root, keys);
    checkSigned(provider.signed, { response: responseSigned, assertion: own !== undefined });
    return own ?? root;
  } catch (error) {
    if (!(error instanceof JourneyEnd)) throw error;
    return unreadable();
  }
}

function assertionOf(said: Said, { provider, tools }: Line): Assertion {
  const authnContext = classOf(said);
  if (authnContext && fraud.test(authnContext)) throw new JourneyEnd('fraud', 'authentication: a fraud signal');
  const says = provider.level === 'authn-context' ? authnContext : levelIn(said, provider.level.attribute);
  const session = sessionOf(said, attributeOf(statementOf(said), 'SessionIndex'));
  return {
    provider: provider.id,
    issuer: provider.entityId,
    subject: subjectOf(said),
    attributes: readAttributes(said.assertion, { provider, rows: tools.attributes }),
    ...(says !== undefined && { says }),
    authenticatedAt: Math.floor(authenticatedAt(said)),
    ...(session !== undefined && { session }),
  };
}

function levelIn({ assertion }: Said, attribute: string): string | undefined {
  const [value, ...others] = valuesOf(assertion).get(attribute) ?? [];
  return others.length === 0 ? value : undefined;
}
