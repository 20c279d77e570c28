// The stylesheet: what must not be in it is not, and what pages need is.
import { expect } from 'chai';
import { loadStylesheet, unbranded } from '../../src/views/stylesheet.ts';

describe('stylesheet', () => {
  it('drops fonts, pictures, comments and unused components, and nothing else', () => {
    const css =
      '@charset "UTF-8";/*! c */:root{--a:1}@font-face{font-family:GDS Transport;src:url(/f.woff)}' +
      '.a,.govuk-header:not(.b,.c),.d{font-family:GDS Transport,arial,sans-serif;background:url(/crest.svg)}' +
      '@media print{.govuk-header__x{top:0}}@media (min-width:1em){.govuk-headerless{top:0}@supports (a:b){.govuk-header--x{top:0}}}';
    expect(unbranded(css, ['header', 'footer'])).to.equal(
      ':root{--a:1}.a,.d{font-family:arial,sans-serif}@media (min-width:1em){.govuk-headerless{top:0}}',
    );
  });

  it('asks for no other file and names no font of gov.uk', () => {
    const { path, text } = loadStylesheet();
    expect(text).not.to.match(/url\(|@import|@font-face|transport|crest|crown/i);
    expect(text.length).to.be.below(92_000);
    for (const needed of ['.govuk-button{', '.govuk-radios__input', '.govuk-summary-list__key', '.gh-header']) {
      expect(text).to.include(needed);
    }
    expect(path)
      .to.match(/^\/assets\/gatehouse\.[0-9a-f]{12}\.css$/)
      .and.equal(loadStylesheet().path);
  });
});
