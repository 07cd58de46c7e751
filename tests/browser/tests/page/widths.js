// What is wrong with the page as it stands on this screen, a sentence each: text that is cut off, what reaches beyond the
// screen, panels that lie over each other, controls that cannot be reached, a canvas with less than half of the height.
const wrong = [];
const SLACK = 1.5;
const name = e => {
  const said = e.id ? `#${e.id}` : `${e.tagName.toLowerCase()}.${String(e.className.baseVal ?? e.className).trim().split(/\s+/).join('.')}`;
  return `${said} "${(e.innerText || e.getAttribute('aria-label') || '').trim().slice(0, 40)}"`;
};
const dialog = document.querySelector('dialog[open]');
const within = dialog ?? document.body;
const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0
  && !e.closest('.visually-hidden, #canvas, .icon-sheet');

if (document.documentElement.scrollWidth > innerWidth) {
  wrong.push(`the page is ${document.documentElement.scrollWidth} wide`);
}

// Text: each line of it is within the screen, and within what would cut it off.
const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
for (let node = texts.nextNode(); node; node = texts.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || !seen(element) || element.closest('select, textarea, noscript, style, script')) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  if (!box.width) continue;
  let up = true;
  for (let e = element; e && up; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.position === 'fixed') up = false;
    const r = e.getBoundingClientRect();
    if (style.overflowX !== 'visible' && (box.left < r.left - SLACK || box.right > r.right + SLACK)) {
      wrong.push(`cut off sideways by ${name(e)}: ${node.data.trim().slice(0, 40)}`);
      break;
    }
    if (['auto', 'scroll'].includes(style.overflowY)) { up = false; break; }
    if (style.overflowY !== 'visible' && (box.top < r.top - SLACK || box.bottom > r.bottom + SLACK)) {
      wrong.push(`cut off below by ${name(e)}: ${node.data.trim().slice(0, 40)}`);
      break;
    }
  }
  if (box.left < -SLACK || box.right > innerWidth + SLACK || up && (box.top < -SLACK || box.bottom > innerHeight + SLACK)) {
    wrong.push(`beyond the screen: ${node.data.trim().slice(0, 40)} of ${name(element)}`);
  }
}

// Controls: each is on the screen, or can be scrolled to, and lies under nothing.
const scrolled = e => {
  for (let p = e.parentElement; p; p = p.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(p).overflowY) && p.scrollHeight > p.clientHeight + 1) return p;
  }
};
for (const control of within.querySelectorAll('button, input, select, textarea, a[href], [role=slider], [role=button]')) {
  if (!seen(control) || control.closest('.popover-veil')) continue;
  const r = control.getBoundingClientRect();
  if (!r.width || !r.height) continue;
  if (r.left < -SLACK || r.right > innerWidth + SLACK) wrong.push(`beyond the screen: ${name(control)}`);
  const scroll = scrolled(control);
  const frame = scroll?.getBoundingClientRect();
  const at = { x: r.x + r.width / 2, y: r.y + r.height / 2 };
  if (frame && (at.y < frame.top || at.y > frame.bottom)) continue;
  if (!scroll && (r.top < -SLACK || r.bottom > innerHeight + SLACK)) wrong.push(`beyond the screen: ${name(control)}`);
  const hit = document.elementFromPoint(at.x, at.y);
  // A sheet, a menu, a message may lie over the canvas and what floats over it.
  const floats = control.closest('.stage') || hit?.closest('.sheet, .menu, .menu-veil, .popover, .popover-veil, #messages, .top-more, .transport-more, .dialog-messages');
  if (hit && !control.contains(hit) && !hit.contains(control) && !hit.closest('label')?.contains(control) && !floats) {
    wrong.push(`${name(control)} lies under ${name(hit)}`);
  }
}

// Panels: side by side. A phone's sheet lies over the canvas.
if (!dialog) {
  const layout = document.querySelector('.app').dataset.layout ?? '';
  const panels = [...document.querySelectorAll('.top-bar, .now-line, .tab-bar, #transport, .stage, #verdicts, #inspector, #log, #lesson')]
    .filter(e => seen(e) || e.matches('.stage'));
  const covers = layout.includes('sheet') || layout.includes('slim');
  panels.forEach((a, i) => panels.slice(i + 1).forEach(b => {
    const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const width = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const height = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    const sheet = [a, b].some(e => e.matches('.sheet')) && [a, b].some(e => e.matches('.stage'));
    if (width > SLACK && height > SLACK && !(covers && sheet)) wrong.push(`${name(a)} lies over ${name(b)}`);
  }));
  const share = document.querySelector('#canvas').getBoundingClientRect().height / innerHeight;
  if (share < 0.5) wrong.push(`the canvas has ${Math.round(share * 100)} % of the height`);
}
return [...new Set(wrong)];
