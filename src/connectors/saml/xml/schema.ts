// Holds a message to the published schemas before its tree is looked at: what the standard forbids cannot hide anything.
// It must never load anything from outside the folder schemas/, and never expand an entity of a message.
import { readFileSync } from 'node:fs';
import { ParseOption, XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm';
import { JourneyEnd } from '../../journey-end.ts';

const files = [
  'saml-schema-protocol-2.0.xsd',
  'saml-schema-assertion-2.0.xsd',
  'saml-schema-metadata-2.0.xsd',
  'xmldsig-core-schema.xsd',
  'xenc-schema.xsd',
  'xml.xsd',
  'protocol.xsd',
  'metadata.xsd',
  'exclusive-c14n.xsd',
  'xenc11.xsd',
];
const base = 'gatehouse-schemas:/';

const bytes = Object.fromEntries(
  files.map((name) => [base + name, new Uint8Array(readFileSync(new URL(`../schemas/${name}`, import.meta.url)))]),
);
xmlRegisterInputProvider(new XmlBufferInputProvider(bytes));

type Kind = 'protocol' | 'metadata';
/** Made with the first message of their kind: it takes some 50 ms each, which a hub that starts has not. */
const validators = new Map<Kind, XsdValidator>();

function validatorOf(kind: Kind): XsdValidator {
  const made = validators.get(kind) ?? load(`${kind}.xsd`);
  validators.set(kind, made);
  return made;
}

function load(name: string): XsdValidator {
  const document = XmlDocument.fromBuffer(bytes[base + name] ?? new Uint8Array(), { url: base + name });
  try {
    return XsdValidator.fromDoc(document);
  } finally {
    document.dispose();
  }
}

/** Validates a message that passed the gate. Throws JourneyEnd `invalid`, without quoting it. */
export function validateSchema(xml: string, kind: Kind): void {
  const validator = validatorOf(kind);
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET });
    validator.validate(document);
  } catch {
    throw new JourneyEnd('invalid', document ? 'schema: not as the standard has it' : 'schema: not well-formed');
  } finally {
    document?.dispose();
  }
}
