// Rules about organisations (services.yaml). They run while the configuration is loaded.
// They must never let a page through that somebody cannot read, or that names nobody whom they could turn to.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from '../config.ts';
import { type Finding, oneOf, type Place } from '../problem.ts';
import type { Rule } from './rule.ts';

const found = (at: Place, message: string, remedy: string): Finding => ({ file: 'services.yaml', at, message, remedy });

export const organisationRules: readonly Rule[] = [
  { name: 'whoever runs the hub is an organisation', needs: ['hub', 'services'], check: operatorExists },
  { name: 'white text is readable on an organisation’s colour', needs: ['services'], check: colourContrast },
  { name: 'an organisation’s logo exists', needs: ['services'], check: logoExists },
];

function operatorExists({ hub, organisations }: Draft): Finding[] {
  const { operator } = hub ?? {};
  if (operator === undefined || organisations.has(operator)) return [];
  const remedy = oneOf(operator, [...organisations.keys()]);
  return [
    { file: 'hub.yaml', at: ['operator'], message: `names ${operator}, which services.yaml does not have`, remedy },
  ];
}

function colourContrast({ organisations }: Draft): Finding[] {
  return [...organisations.values()]
    .filter(({ colour }) => contrastWithWhite(colour) < 4.5)
    .map(({ id, colour }) =>
      found(
        ['organisations', id, 'colour'],
        `has a contrast of ${contrastWithWhite(colour).toFixed(2)}:1 with white text`,
        'choose a darker colour: WCAG 2.2 (1.4.3) wants at least 4.5:1',
      ),
    );
}

/** Contrast ratio of `#rrggbb` with white (WCAG 2.2, relative luminance), from 1 to 21. */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function logoExists({ organisations, folder }: Draft): Finding[] {
  return [...organisations.values()]
    .filter(({ logo }) => logo !== undefined && !existsSync(join(folder, 'logos', logo)))
    .map(({ id, logo }) =>
      found(
        ['organisations', id, 'logo'],
        `names ${logo}, which is not there`,
        'put the file into logos/ beside services.yaml, or take the line out',
      ),
    );
}
