// A small assessment for tests: two people at two services, one in, one stopped.
import { cellOf } from '../../src/assessment/outcome.ts';
import { type Attempt, type Report, reportFormat, type Seen } from '../../src/assessment/report.ts';

const both = (en: string) => ({ en, cy: `${en} (cy)` });

export const seen = (name: string, whose: Seen['whose'] = 'hub'): Seen => ({
  whose,
  name,
  heading: `Heading of ${name}`,
  language: 'en',
});

export const inAt = (identity: 'none' | 'low' | 'medium', authenticator: 'low' | 'medium', pages = 5): Attempt => ({
  provider: 'central',
  outcome: 'in',
  level: { identity, authenticator },
  pages: Array.from({ length: pages }, (_, at) => seen(`page-${at}`)),
  seconds: 0.2,
});

export const stopped: Attempt = {
  provider: 'nhs',
  outcome: 'stopped',
  pages: [seen('service', 'service'), seen('choice')],
  seconds: 0.1,
  stop: {
    why: 'level',
    page: seen('choice'),
    text: 'We need to be more sure that it is you.',
    ways: [
      { kind: 'later', text: '' },
      { kind: 'phone', text: '01632 960 001', href: 'tel:01632960001' },
      { kind: 'place', text: 'Exampleton Library' },
    ],
  },
};

export const cellWith = (scenario: string, service: string, attempts: Attempt[]) =>
  cellOf({ scenario, service, attempts }, ['landline']);

export function report(cells: Report['cells']): Report {
  return {
    format: reportFormat,
    at: Date.UTC(2026, 10, 26),
    version: '0.1.0',
    issuer: 'http://localhost:3000',
    seconds: 12.3,
    scenarios: ['one', 'two'].map((id) => ({
      id,
      title: both(`Person ${id}`),
      about: 'A sentence.',
      persona: `persona-${id}`,
      language: 'en',
    })),
    services: ['permit', 'bins'].map((id) => ({ id, name: both(id) })),
    providers: ['central', 'nhs'].map((id) => ({ id, name: both(id) })),
    cells,
  };
}
