// `node test/support/population/write.ts FILE [PEOPLE]`: writes an invented population for training, a third of it twice.
import { writeFileSync } from 'node:fs';
import { toCsv } from './csv.ts';
import { people } from './population.ts';
import { withSeconds } from './second-account.ts';

const [file = 'people.csv', count = '60000'] = process.argv.slice(2);
writeFileSync(file, toCsv(withSeconds(people(2026, Number(count)), 0.33, 11)));
