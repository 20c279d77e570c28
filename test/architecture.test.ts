import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { importsOf, type SourceFile, violations } from './support/architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files that belong to the project: what git tracks, or, in a copy without git, everything that .gitignore lets through. */
function projectFiles(): string[] {
  try {
    const tracked = execFileSync('git', ['ls-files', '-z'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const files = tracked.split('\0').filter((path) => path !== '');
    if (files.length > 0) return files;
  } catch {
    // No git here: look at the folder itself.
  }
  const exclude = ['node_modules', '.git', 'data'];
  return globSync(['**/*', '.*', '.*/**/*'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => exclude.includes(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((path) => !/^certs\/(?!README\.md$)|\.log$|\.DS_Store$/.test(path));
}

function sources(): SourceFile[] {
  return globSync('**/*.ts', { cwd: join(root, 'src') }).map((path) => ({
    path: path.replaceAll('\\', '/'),
    text: readFileSync(join(root, 'src', path), 'utf8'),
  }));
}

const isText = (content: Buffer): boolean => !content.subarray(0, 8000).includes(0);

/** Folders that exist on somebody's machine and nowhere else. */
const machinePath = /(?<![\w.~*-])\/(?:work|root|tmp|home\/\w+|Users\/\w+|mnt\/\w+)\/|[A-Z]:\\Users\\/;

describe('the house', () => {
  it('keeps its rules', () => {
    const files = sources();
    expect(files.length).to.be.greaterThan(50);
    expect(violations(files)).to.deep.equal([]);
  });

  it('has nothing at its top but what belongs there', () => {
    const allowed = [
      ...['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'README.md', 'LICENSE', 'CHANGELOG.md'],
      ...['SECURITY.md', 'CONTRIBUTING.md', '.editorconfig', '.gitignore', '.mocharc.json', '.npmrc'],
      ...['Containerfile', '.containerignore', '.ci', 'certs', 'config', 'docs', 'src', 'test'],
    ];
    const top = [...new Set(projectFiles().map((path) => path.split('/')[0] ?? ''))];
    expect(top).to.include.members(['package.json', 'src', 'test']);
    expect(top.filter((name) => !allowed.includes(name))).to.deep.equal([]);
  });

  it('names no folder of anybody’s machine', () => {
    const found = projectFiles().filter((path) => {
      const content = readFileSync(join(root, path));
      return isText(content) && machinePath.test(content.toString('utf8'));
    });
    expect(found).to.deep.equal([]);
  });

  it('takes packages from whichever registry npm is told, not from addresses in the lock file', () => {
    const lock: { packages: Record<string, { resolved?: string }> } = JSON.parse(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    );
    const packages = Object.entries(lock.packages);
    expect(packages.length).to.be.greaterThan(100);
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).to.deep.equal([]);
  });
});

/** A made-up file: its path and the lines after its opening comment. */
const file = (path: string, ...lines: string[]): SourceFile => ({ path, text: ['// Here.', ...lines, ''].join('\n') });

describe('the check of the house', () => {
  const sound = [
    file('errors.ts'),
    file('connectors/contract.ts'),
    file('store/contracts.ts'),
    file('store/open.ts', `import knex from 'knex';`, `import type { Adapter } from 'oidc-provider';`),
    file('assurance/level.ts', `import { z } from 'zod';`),
    file('assurance/step.ts', `import type { S } from '../signin/step.ts';`),
    file('signin/step.ts', `import { HubError } from '../errors.ts';`),
    file('choice/eligible.ts', `import { atLeast } from '../assurance/level.ts';`),
    file('choice/step.ts', `import { eligible } from './eligible.ts';`, `import type { S } from '../signin/step.ts';`),
    file(
      'connectors/oidc/connector.ts',
      `import type { A } from '../contract.ts';`,
      `import { discovery } from 'openid-client';`,
    ),
    file('connectors/saml/connector.ts', `import { ServiceProvider } from 'samlify';`),
    file(
      'connectors/index.ts',
      `import { oidc } from './oidc/connector.ts';`,
      `import { saml } from './saml/connector.ts';`,
    ),
    file('matching/score.ts'),
    file('matching/step.ts', `import { score } from './score.ts';`),
    file('authorization/provider.ts', `import { Provider } from 'oidc-provider';`),
    file('server/app.ts', `import express from 'express';`),
    file('simulators/central/start.ts', `import { HubError } from '../../errors.ts';`),
    file('config/environment.ts', 'export const port = process.env.PORT;'),
    file('hub.ts', `import { open } from './store/open.ts';`),
    file(
      'commands/serve.ts',
      `import { hub } from '../hub.ts';`,
      `import { start } from '../simulators/central/start.ts';`,
    ),
  ];

  it('finds nothing wrong with a sound house', () => {
    expect(violations(sound)).to.deep.equal([]);
  });

  const broken: [string, SourceFile, RegExp][] = [
    [
      'a step that imports another',
      file('choice/page.ts', `import { s } from '../matching/step.ts';`),
      /imports another step/,
    ],
    [
      'the assurance step, imported by a step',
      file('matching/ask.ts', `import { s } from '../assurance/step.ts';`),
      /imports another step/,
    ],
    [
      'a core that imports a step',
      file('signin/order.ts', `import { s } from '../choice/step.ts';`),
      /\(core\) imports choice\/step.ts \(step\)/,
    ],
    [
      'a core that imports the store',
      file('matching/compare.ts', `import { open } from '../store/open.ts';`),
      /\(core\) imports store\/open.ts/,
    ],
    [
      'a step that imports the store',
      file('release/share.ts', `import type { open } from '../store/open.ts';`),
      /\(step\) imports store\/open.ts/,
    ],
    [
      'an interface that imports upwards',
      file('views/pages.ts', `export type { S } from '../signin/step.ts';`),
      /\(ground\) imports/,
    ],
    [
      'the store importing the server',
      file('store/sweep.ts', `import { app } from '../server/app.ts';`),
      /\(fitting\) imports/,
    ],
    [
      'a file that imports itself in a ring',
      file('signin/a.ts', `import type { B } from './a.ts';`),
      /a cycle: signin\/a.ts → signin\/a.ts/,
    ],
    [
      'simulators in the server',
      file('server/start.ts', `const s = await import('../simulators/central/start.ts');`),
      /only hub.ts, main.ts/,
    ],
    [
      'one room in another',
      file('staff/page.ts', `import { s } from '../simulators/central/start.ts';`),
      /only hub.ts, main.ts/,
    ],
    [
      'oidc-provider in the server',
      file('server/op.ts', `import { Provider } from 'oidc-provider';`),
      /imports oidc-provider/,
    ],
    [
      'oidc-provider in a step, as a type',
      file('release/grant.ts', `import type { Grant } from 'oidc-provider';`),
      /imports oidc-provider/,
    ],
    [
      'inline types that still load it',
      file('store/b.ts', `import { type Adapter } from 'oidc-provider';`),
      /imports oidc-provider/,
    ],
    [
      'openid-client in the SAML connector',
      file('connectors/saml/x.ts', `import { discovery } from 'openid-client';`),
      /imports openid-client/,
    ],
    ['samlify in a step', file('choice/saml.ts', `import { x } from 'samlify';`), /imports samlify/],
    [
      'Notify’s library outside notices',
      file('store/notify.ts', `import { NotifyClient } from 'notifications-node-client';`),
      /imports notifications-node-client/,
    ],
    ['knex outside the store', file('trail/write.ts', `import type {`, '  Knex,', `} from 'knex';`), /imports knex/],
    [
      'express in pure code',
      file('signin/route.ts', `import type { Request } from 'express';`),
      /is pure and imports express/,
    ],
    ['files in pure code', file('assurance/table.ts', `import 'node:fs';`), /is pure and imports node:fs/],
    ['express in a connector', file('connectors/oidc/x.ts', `import express from 'express';`), /imports express/],
    [
      'the store in a connector',
      file('connectors/oidc/x.ts', `import type { Store } from '../../store/contracts.ts';`),
      /imports the store/,
    ],
    [
      'a connector in a connector',
      file('connectors/saml/y.ts', `import { x } from '../oidc/connector.ts';`),
      /imports another connector/,
    ],
    ['the environment', file('store/env.ts', 'const url = process.env.DATABASE_URL;'), /reads the environment/],
    ['the environment by name', file('store/env.ts', `import { env } from 'node:process';`), /reads the environment/],
    ['a question for the protocol', file('release/claims.ts', 'if (assertion.isSaml) return;'), /asks which protocol/],
    ['a barrel', file('store/index.ts', ''), /is a barrel/],
    ['a wholesale re-export', file('store/all.ts', `export * from './open.ts';`), /re-exports everything/],
    ['a default export', file('store/all.ts', 'export default 1;'), /default export/],
    ['an import from outside', file('store/t.ts', `import x from '../../test/x.ts';`), /outside src/],
    ['an import of nothing', file('store/t.ts', `import x from './gone.ts';`), /which is not there/],
    ['a folder without a place', file('utils/text.ts'), /no place in the house/],
    ['a file without an opening comment', { path: 'store/x.ts', text: 'export {};\n' }, /does not open with a comment/],
    [
      'a secret compared by its letters',
      file('server/x.ts', 'if (kept.secret === given) x();'),
      /in a time that tells/,
    ],
    ['a token refused by its letters', file('server/x.ts', 'const no = shown !== page.token;'), /in a time that tells/],
    ['secrets compared elsewhere', file('server/x.ts', 'timingSafeEqual(a, b);'), /without sameSecret/],
    ['a file that is too long', file('store/x.ts', ...Array(400).fill('const x = 1;')), /has 401 lines/],
  ];
  for (const [name, one, says] of broken) {
    it(`finds ${name}, and nothing else`, () => {
      const found = violations([...sound, one]);
      expect(found).to.have.length(1);
      expect(found[0]).to.match(says);
    });
  }

  it('takes no look at whether a secret is there for a comparison', () => {
    const text =
      "if (token === undefined || token === '' || kind === 'token' || tokens.length === 0 || a !== token(b)) x();";
    expect(violations([...sound, file('server/x.ts', text)])).to.deep.equal([]);
  });

  it('finds a ring of several files, through types as well', () => {
    const ring = [
      file('store/a.ts', `import { b } from './b.ts';`),
      file('store/b.ts', `export { c } from './c.ts';`),
      file('store/c.ts', `import type { a } from './a.ts';`),
    ];
    expect(violations([...sound, ...ring])).to.deep.equal([
      'a cycle: store/a.ts → store/b.ts → store/c.ts → store/a.ts',
    ]);
  });

  it('reads imports however they are written, and no others', () => {
    const text = [
      `import 'a';`,
      `import b, { type B } from 'b';`,
      'import type {',
      '  C,',
      `} from 'c';`,
      `export { d } from 'd';`,
      `const e = await import('e');`,
      `// import f from 'f';`,
      `export const g = 'import h from h';`,
    ].join('\n');
    expect(importsOf(text)).to.deep.equal([
      { from: 'a', typeOnly: false },
      { from: 'b', typeOnly: false },
      { from: 'c', typeOnly: true },
      { from: 'd', typeOnly: false },
      { from: 'e', typeOnly: false },
    ]);
  });

  it('knows a machine’s folder from an address', () => {
    for (const path of ['root', 'tmp', 'work', 'home/ann', 'Users/ann']) {
      expect(`see /${path}/x`, path).to.match(machinePath);
    }
    for (const text of ['https://example.org/home/ann/x', '~/tmp/x', './work/x', 'a/root/b'])
      expect(text).not.to.match(machinePath);
  });
});
