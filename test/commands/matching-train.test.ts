// `gatehouse matching train`: a file of invented people in, weights out; and what it says of a file that will not do.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { matchingTrain } from '../../src/commands/matching-train.ts';
import { peopleOf } from '../../src/commands/people-file.ts';
import { weightsSchema } from '../../src/config/schema/weights.ts';
import { HubError } from '../../src/errors.ts';
import { seeded } from '../support/seeded.ts';

const head = 'given_name,family_name,birthdate,street_address,postal_code,locality,uprn';

/** A hundred and fifty people, each of them twice, the second time with a slip in one of three. */
function file(): string {
  const random = seeded(9);
  const pick = (from: string) => [...from][Math.floor(random() * from.length)] ?? '';
  const word = () => ['bdfglmnprst', 'aeiou', 'bdfglmnprst', 'aeiou', 'lmnrst', 'aeiou'].map(pick).join('');
  const number = (least: number, most: number) => String(least + Math.floor(random() * (most - least)));
  const lines = Array.from({ length: 150 }, () => {
    const [given, family, street, town] = [word(), word(), word(), word()];
    const rest = `${number(1930, 2000)}-${number(10, 13)}-${number(10, 29)},${number(1, 90)} ${street} Road,ZZ${number(1, 99)} 1AA,${town},`;
    const slip = random() < 0.3 ? `${family}s` : family;
    return [`${given},${family},${rest}`, `${given},${slip},${rest}`];
  });
  return `${[head, ...lines.flat()].join('\n')}\n`;
}

const refusal = (text: string): string => {
  try {
    peopleOf(text, 'people.csv');
  } catch (error) {
    return error instanceof HubError ? (error.detail ?? '') : '';
  }
  return '';
};

describe('matching train', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-train-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('writes weights that the hub can read, the same for the same seed, with nobody’s name in them', async () => {
    const [from, to] = [join(folder, 'people.csv'), join(folder, 'weights.json')];
    await writeFile(from, file());
    const said: string[] = [];
    const run = async (seed: number) => {
      const status = await matchingTrain({ config: folder, from, to, seed, now: new Date('2030-01-02') }, (line) =>
        said.push(line),
      );
      expect(status).to.equal(0);
      return readFile(to, 'utf8');
    };
    const first = await run(1);
    expect(await run(1)).to.equal(first);
    expect(await run(2)).not.to.equal(first);
    const weights = weightsSchema.parse(JSON.parse(first));
    expect(weights.trained).to.include({ from: 'people.csv', records: 300, at: '2030-01-02' });
    expect(weights.frequencies).to.deep.include({ given: {}, family: {} });
    expect(said.join('\n')).to.include('by birthdate: ').and.include('300 people read');
  });

  it('reads quoted cells, and counts lines through them', () => {
    const text = `\uFEFF${head}\r\n"A ""B""",C,1984-03-09,"Flat 1,\n2 Sample St",ZZ1 2AB,,\r\n\r\nD,E,09/03/1984,,,,\r\n`;
    expect(refusal(text)).to.equal('people.csv, line 5: birthdate is not YYYY-MM-DD');
    const [one] = peopleOf(text.replace('09/03/1984', ''), 'people.csv');
    expect(one).to.deep.equal({
      given_name: 'A "B"',
      family_name: 'C',
      birthdate: '1984-03-09',
      address: { street_address: 'Flat 1,\n2 Sample St', postal_code: 'ZZ1 2AB' },
    });
  });

  it('says which line will not do, and never what stands in it', () => {
    expect(refusal('given_name,family_name\n')).to.include('line 1: these columns are missing: birthdate');
    expect(refusal('')).to.include('line 1');
    expect(refusal(`${head}\nA,B\n`)).to.equal('people.csv, line 2: 2 cells where the first line has 7');
    expect(refusal(`${head}\nSecret"x,B,,,,,\n`)).to.equal('people.csv, line 2: a quote stands where none may');
  });
});
