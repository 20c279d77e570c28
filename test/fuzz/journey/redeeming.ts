// A service redeems a code or a refresh token: once for tokens, and every further time for a refusal.
import { fetchUserInfo, type IDToken, refreshTokenGrant } from 'openid-client';
import { oauthErrorIn } from '../../support/oauth-error.ts';
import { checkRelease } from './checks.ts';
import { Broken, type Code, type Refresh, type Scene } from './scene.ts';

/** The OAuth error in which a call of the service ended. Throws for whatever is none. */
async function refusalIn(scene: Scene, error: unknown): Promise<string> {
  if (error instanceof Broken) throw error;
  const told = await oauthErrorIn(error);
  if (!told) throw new Broken('a refusal that is no OAuth error', { cause: error });
  if (told.status >= 500 && !scene.failing) throw new Broken(`${told.status} ${told.error}`);
  return told.error;
}

export async function redeem(scene: Scene, code: Code): Promise<void> {
  const { journey } = code;
  const { asking, party } = journey;
  const mayFail = !code.fresh || scene.failing || scene.failed;
  code.uses += 1;
  try {
    const tokens = await party.collect(asking, code.url);
    if (code.won) throw new Broken('a code worked twice');
    code.won = true;
    const { sub = '', acr = '', vot } = tokens.claims() ?? ({} as Partial<IDToken>);
    const claims = await fetchUserInfo(party.configuration, tokens.access_token, sub);
    const person = checkRelease(scene, code, {
      sub,
      acr: String(acr),
      vot: vot === undefined ? undefined : String(vot),
      claims,
    });
    scene.met('released');
    scene.idTokens.push({ hand: code.hand, token: tokens.id_token ?? '', journey });
    const { refresh_token: token } = tokens;
    if (token)
      scene.refreshes.push({ journey, person, sub, token, idToken: tokens.id_token ?? '', uses: 0, won: false });
  } catch (error) {
    const refusal = await refusalIn(scene, error);
    scene.met(`redeem: ${refusal}`);
    if (!mayFail && code.uses === 1) throw new Broken(`a code that had just come was refused: ${refusal}`);
  }
}

export async function refresh(scene: Scene, held: Refresh): Promise<void> {
  held.uses += 1;
  try {
    const tokens = await refreshTokenGrant(held.journey.party.configuration, held.token);
    if (held.won) throw new Broken('a refresh token worked twice');
    held.won = true;
    if (tokens.claims()?.sub !== held.sub) throw new Broken('a refresh changed the subject');
    scene.met('refresh: good');
    scene.refreshes.push({ ...held, uses: 0, won: false, token: tokens.refresh_token ?? '' });
  } catch (error) {
    scene.met(`refresh: ${await refusalIn(scene, error)}`);
  }
}
