// Warns two minutes before the time of a page is over, says when it is over, and gets more time without losing what was typed.
// Without it the page says until when it can be used, and its form gets more time all the same.
const warnFor = 120_000;
const alarm = document.getElementById('time-alarm');
let time = document.getElementById('time');
let endsAt = 0;
let stage = '';
let before;

function begin() {
  endsAt = Date.now() + Number(time.dataset.left) * 1000;
  stage = 'quiet';
}

/** Words are the page's own. */
function show(name) {
  alarm.replaceChildren(document.getElementById(`time-${name}`).content.cloneNode(true));
}

function tick() {
  const left = endsAt - Date.now();
  const now = left <= 0 ? 'over' : left <= warnFor ? 'near' : 'quiet';
  if (now === stage) return;
  stage = now;
  if (now === 'near') before = document.activeElement;
  if (now !== 'quiet') show(now);
}

/** A page without a time is no longer this one: an error, a sign-in. The form goes the plain way then, and shows it. */
async function moreTime(form) {
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('time');
  if (!fresh) throw new Error('no more time');
  time.replaceWith(fresh);
  document.getElementById('time-near').replaceWith(page.getElementById('time-near'));
  time = fresh;
  begin();
  show('given');
  alarm.append(fresh.querySelector('[data-until]').cloneNode(true));
  const back = before?.isConnected && before !== document.body ? before : alarm;
  back.focus({ preventScroll: true });
}

document.addEventListener('submit', (event) => {
  if (event.target.id !== 'more-time') return;
  event.preventDefault();
  moreTime(event.target).catch(() => event.target.submit());
});
begin();
tick();
setInterval(tick, 1000);
