// What assessors may write in scenarios/, and what they are told about the rest.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkCommand } from '../../src/config/check.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load.ts';
import { copyFolder, problemsOf } from './folder.ts';

const good = 'id: good\ntitle: { en: Somebody }\nabout: A sentence.\npersona: hannah-fairweather\n';

/** The problems of a folder whose scenarios are these files alone. */
async function said(files: Record<string, string>): Promise<string[]> {
  const folder = await copyFolder();
  await rm(join(folder, 'scenarios'), { recursive: true });
  await mkdir(join(folder, 'scenarios'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'scenarios', name), text);
  const problems = await problemsOf(folder);
  return problems.map(({ file, line, path, message, remedy }) => `${file}:${line} ${path} ${message} → ${remedy}`);
}

describe('config: scenarios', () => {
  it('has one for each of those whom online proofing leaves out, in order and with their files', async () => {
    const loaded = await loadConfig(await copyFolder(), readEnvironment({}));
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const { scenarios, personas } = loaded.config;
    const bornIn = scenarios.map(({ persona }) =>
      personas.people.find(({ id }) => id === persona)?.birthDate.slice(0, 4),
    );
    for (const age of [9, 12, 13, 15, 16, 17, 70, 84, 97]) expect(bornIn, `${age}`).to.include(String(2026 - age));
    expect(scenarios.map(({ id }) => id)).to.include.members([
      ...['care-leaver', 'newcomer', 'one-name', 'shared-phone', 'twins', 'welsh-speaker', 'screen-reader'],
      'scottish-resident',
    ]);
    for (const { id, file } of scenarios) expect(file).to.equal(`scenarios/${id}.yaml`);
    expect((await checkCommand(await copyFolder())).text).to.include(`${scenarios.length} scenario(s)`);
  });

  it('there need be none', async () => {
    const folder = await copyFolder();
    await rm(join(folder, 'scenarios'), { recursive: true });
    expect(await problemsOf(folder)).to.deep.equal([]);
    expect(await said({ 'good.yaml': good })).to.deep.equal([]);
  });

  const wrong: [string, Record<string, string>, RegExp][] = [
    [
      'a key that is not known',
      { 'a.yaml': `${good}personna: x\n` },
      /a\.yaml:5 personna is not a known key → did you mean persona\?/,
    ],
    ['a key that is missing', { 'a.yaml': good.replace(/about.*\n/, '') }, /a\.yaml:1 about is missing → add a text/],
    ['what is no YAML', { 'a.yaml': 'id: [' }, /a\.yaml:\d+ .*is not valid YAML/],
    [
      'another file',
      { 'a.yml': good },
      /a\.yml:undefined .*is not a file that the hub reads → give it a name that ends in \.yaml/,
    ],
  ];
  for (const [name, files, says] of wrong)
    it(`refuses ${name}, with file, line and remedy`, async () => {
      const problems = await said(files);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(says);
    });
});
