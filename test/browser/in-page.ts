// What the tests of pages look at in the browser, as scripts that run in the page: measures, order and focus. Each gives a list of faults.
// They must never change a page but for the moment in which they measure.

/**
 * Runs in a gallery (or a page), at the width that it has: headings in order and each id once; things to press smaller than 24 by 24 px
 * (WCAG 2.2, 2.5.8); a page wider than its window (1.4.10), also with the gaps of 1.4.12 and with text twice as large (1.4.4; the pages
 * are in rem, and browsers' own setting is no more than that).
 */
export const misfits = `(() => {
  const root = document.documentElement;
  const found = [];
  const pages = [...document.querySelectorAll('[data-sample]')];
  for (const page of pages.length > 0 ? pages : [document.body]) {
    const told = (wrong) => found.push((page.dataset.sample ?? 'page') + ' ' + wrong);
    const levels = [...page.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1]));
    levels.forEach((level, at) => level > (levels[at - 1] ?? level) + 1 && told('skips to a heading of level ' + level));
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id);
    ids.forEach((id, at) => ids.indexOf(id) !== at && told('has twice: ' + id));
    for (const target of page.querySelectorAll('main a, button, input:not([type=hidden]), textarea, select, summary, header a, footer a')) {
      const { width, height } = target.getBoundingClientRect();
      if (target.checkVisibility({ contentVisibilityAuto: true }) && (width < 24 || height < 24)) told('too small: ' + target.outerHTML);
    }
  }
  const wide = (how) => {
    if (root.scrollWidth <= root.clientWidth) return;
    found.push('scrolls sideways' + how + ': ' + root.scrollWidth + ' px in ' + root.clientWidth + ' px');
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
    for (const one of out) found.push((one.closest('[data-sample]')?.dataset.sample ?? 'page') + ' is too wide' + how + ': ' + one.outerHTML.slice(0, 200));
  };
  wide('');
  const gaps = new CSSStyleSheet();
  gaps.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [gaps];
  wide(' with gaps');
  document.adoptedStyleSheets = [];
  if (root.clientWidth > 640) {
    root.style.fontSize = '200%';
    wide(' with large text');
    root.style.fontSize = '';
  }
  return found;
})()`;

/**
 * Runs in the page: what Tab comes to, in the order of the page, which has to be the order in which it is seen (2.4.3); that the focus is
 * seen on each (2.4.7); and that an error is the first thing, has the focus, and leads to its field.
 */
export const focusFaults = `(async () => {
  const found = [];
  // The browser moves the focus when it first draws the page.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex]')]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ contentVisibilityAuto: true }));
  let last = { top: -Infinity, bottom: -Infinity, left: -Infinity };
  for (const one of stops) {
    // A row of a table is read from left to right, however high its cells are.
    const { top, bottom } = (one.closest('tr') ?? one).getBoundingClientRect();
    const box = { top, bottom, left: one.getBoundingClientRect().left };
    const sameRow = box.top < last.bottom && box.bottom > last.top;
    if (one.tabIndex > 0) found.push('jumps the order: ' + one.outerHTML);
    if (sameRow ? box.left < last.left - 1 : box.bottom < last.top) found.push('seen before what comes before it: ' + one.outerHTML);
    last = box;
  }
  const looks = (one) => [one, one.nextElementSibling ?? one, one.firstElementChild ?? one].flatMap((part) =>
    [undefined, '::before', '::after'].map((pseudo) => {
      const { outlineStyle, outlineColor, boxShadow, backgroundColor, borderColor, borderWidth } = getComputedStyle(part, pseudo);
      return [outlineStyle, outlineColor, boxShadow, backgroundColor, borderColor, borderWidth].join();
    })).join(';');
  const first = document.activeElement;
  for (const one of stops) {
    one.blur();
    const before = looks(one);
    one.focus();
    if (document.activeElement !== one || looks(one) === before) found.push('focus is not seen: ' + one.outerHTML);
    one.blur();
  }
  const summary = document.querySelector('.govuk-error-summary');
  if (summary) {
    if (first !== summary) found.push('the error does not have the focus');
    if (summary.parentElement.firstElementChild !== summary) found.push('the error is not the first thing');
    for (const link of summary.querySelectorAll('a')) {
      const field = document.getElementById(link.hash.slice(1));
      if (!field?.matches('input, textarea, select')) found.push('leads to no field: ' + link.outerHTML);
    }
  }
  return found;
})()`;
