// A council's website that is nobody's code of ours: Apache with mod_auth_openidc, on a free port, with a configuration of its own.
// It must never touch the machine's Apache: everything is in a temporary folder, and the child is stopped by its process.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';

const program = ['/usr/sbin/apache2', '/usr/sbin/httpd'].find((file) => existsSync(file));
const modules = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules'].find((folder) =>
  existsSync(join(folder, 'mod_auth_openidc.so')),
);

/** Why suites with Apache cannot run here; undefined when they can. */
export const missingApache = program && modules ? undefined : 'Apache with mod_auth_openidc is not installed';

export interface ApacheOptions {
  port: number;
  issuer: string;
  clientId: string;
  secret: string;
  /** Level that `/proof` wants, as `acr`. */
  proof: string;
}

/** Where the website takes answers; logout is asked for at the same address. */
export const redirectUriOf = (port: number): string => `http://127.0.0.1:${port}/protected/redirect`;

const modulesNeeded = 'mpm_event authn_core authz_core authz_user dir mime headers auth_openidc'.split(' ');

/** Claims that tests read from response headers. */
const shown = ['acr', 'vot', 'sub', 'given_name', 'email'];

/** Level as a requirement (OpenID Connect Core 5.5.1.1): `acr_values` would be a wish, which an older session may leave unmet. */
const insistence = (acr: string) => JSON.stringify({ id_token: { acr: { essential: true, value: acr } } });

function configuration(folder: string, { port, issuer, clientId, secret, proof }: ApacheOptions): string {
  const headers = shown.map((claim) => `Header set X-Claim-${claim} "expr=%{req:OIDC_CLAIM_${claim}}"`).join('\n  ');
  const root = process.getuid?.() === 0;
  return `ServerRoot ${folder}
ServerName 127.0.0.1
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
Listen 127.0.0.1:${port}
${modulesNeeded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
TypesConfig ${existsSync('/etc/mime.types') ? '/etc/mime.types' : '/dev/null'}
${root ? 'User www-data\nGroup www-data' : ''}
DocumentRoot ${folder}/site
DirectoryIndex index.html
ErrorLog ${folder}/error.log
LogLevel warn auth_openidc:warn
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI ${redirectUriOf(port)}
OIDCCryptoPassphrase ${secret}
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCIDTokenSignedResponseAlg ES256
OIDCRemoteUserClaim sub
OIDCPassClaimsAs headers
<Location /protected>
  AuthType openid-connect
  Require valid-user
  ${headers}
</Location>
<Location /proof>
  AuthType openid-connect
  OIDCPathAuthRequestParams claims=${encodeURIComponent(insistence(proof))}
  OIDCUnAutzAction auth
  Require claim acr:${proof}
  ${headers}
</Location>
`;
}

async function answers(port: number, child: ChildProcess, folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) break;
    try {
      const { statusCode, body } = await request(`http://127.0.0.1:${port}/`);
      await body.dump();
      if (statusCode === 200) return;
    } catch {}
    await pause(50);
  }
  throw new Error(`Apache does not serve:\n${await readFile(join(folder, 'error.log'), 'utf8').catch(() => '')}`);
}

/** Starts the website: `/` for everyone, `/protected/` for who is signed in, `/proof/` for who has proven who they are. */
export async function startApache(options: ApacheOptions): Promise<{ url: string; close(): Promise<void> }> {
  if (!program) throw new Error(missingApache);
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-apache-'));
  await chmod(folder, 0o755);
  for (const place of ['', 'protected', 'proof']) {
    await mkdir(join(folder, 'site', place), { recursive: true });
    await writeFile(join(folder, 'site', place, 'index.html'), `<!DOCTYPE html><title>${place || 'welcome'}</title>`);
  }
  const file = join(folder, 'apache.conf');
  await writeFile(file, configuration(folder, options), { mode: 0o600 });
  const child = spawn(program, ['-X', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const close = async () => {
    process.removeListener('exit', kill);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((exited) => child.once('exit', exited));
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  await answers(options.port, child, folder).catch(async (error) => {
    await close();
    throw error;
  });
  return { url: `http://127.0.0.1:${options.port}`, close };
}
