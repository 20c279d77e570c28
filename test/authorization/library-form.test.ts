import { expect } from 'chai';
import fc from 'fast-check';
import { formOfLibrary } from '../../src/authorization/library-form.ts';

/** The library's own writer, which it does not export. */
const { default: formPost } = (await import(
  new URL('lib/response_modes/form_post.js', import.meta.resolve('oidc-provider/package.json')).href
)) as { default(context: object, action: string, fields: Record<string, string>): void };

function written(action: string, fields: Record<string, string>): unknown {
  const context = { status: 200, body: undefined, response: { get: () => '' } };
  formPost(context, action, fields);
  return context.body;
}

describe('authorization/library-form', () => {
  it('reads what the library wrote, whatever is in it', () => {
    const name = fc.stringMatching(/^[a-z_]{1,12}$/);
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^([&<>"'#;]|amp|39|value=|\/>){0,9}$/));
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.dictionary(name, value), (url, fields) => {
        expect(formOfLibrary(written(url, fields))).to.deep.equal({ url, fields: { ...fields } });
      }),
    );
  });

  it('reads nothing else', () => {
    const page = String(written('https://service.example/', { state: 'a' }));
    for (const other of [undefined, null, {}, '', ` ${page}`, page.replace('Submitting Callback', 'A page of ours')])
      expect(formOfLibrary(other)).to.equal(undefined);
  });
});
