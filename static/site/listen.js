// An article read out by the browser's own voice, sentence by sentence, and shown as it is said. The
// text itself is left as it is: a highlight (CSS Custom Highlight API) only lies on it.

const READ = "h1, .dek, .body :is(p, h2, h3, li, dt, dd)";
// Told by eye, or twice: pictures, tables, charts, pull quotes, sources, marks and links beside words.
const PASSED = "figure:not([id] > blockquote *), .pull-quote, .sources, [aria-hidden=true]";
const ASIDE = "sup, .here, .back";
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export function listen(button, stop) {
  const sentences = [...document.querySelectorAll(READ)].filter(isRead).flatMap(sentencesOf);
  let at = 0;
  let isSpeaking = false;
  let turn = 0; // what was cut off must not go on

  function say() {
    const sentence = sentences[at];
    if (!sentence) return end();
    const mine = ++turn;
    const words = new SpeechSynthesisUtterance(sentence.words);
    words.lang = document.documentElement.lang;
    words.onend = () => mine === turn && go(at + 1);
    words.onerror = () => mine === turn && rest();
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
    point(sentence.range);
  }

  function go(to) {
    at = Math.max(0, to);
    if (isSpeaking) say();
  }

  function show() {
    button.textContent = isSpeaking ? "Pause" : stop.hidden ? "Listen" : "Go on";
  }

  function start() {
    isSpeaking = true;
    stop.hidden = false;
    show();
    say();
  }

  // A browser's own pause is not to be relied on; the sentence is begun anew.
  function rest() {
    isSpeaking = false;
    turn += 1;
    speechSynthesis.cancel();
    show();
  }

  function end() {
    rest();
    at = 0;
    if (document.activeElement === stop) button.focus();
    stop.hidden = true;
    globalThis.CSS?.highlights?.delete("said");
    show();
  }

  button.addEventListener("click", () => (isSpeaking ? rest() : start()));
  stop.addEventListener("click", end);
  button.parentElement.addEventListener("keydown", (event) => {
    const does = {
      Escape: end,
      ArrowRight: () => go(at + 1),
      ArrowLeft: () => go(at - 1),
    }[event.key];
    if (!does || stop.hidden) return;
    event.preventDefault();
    does();
  });
  addEventListener("pagehide", end);
  start();
}

function isRead(block) {
  return !block.closest(PASSED) && !block.parentElement.closest(".body li, .body dd");
}

// The sentences of a block, each with its words and its place.
function sentencesOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(ASIDE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, from: text.length });
    text += walker.currentNode.data;
  }
  const place = (index, isEnd) => {
    const { node, from } = nodes.findLast(({ from }) => (isEnd ? from < index : from <= index));
    return [node, index - from];
  };
  return split(text, block).map(([index, words]) => {
    const range = document.createRange();
    range.setStart(...place(index, false));
    range.setEnd(...place(index + words.length, true));
    return { words: words.trim(), range };
  });
}

function split(text, { ownerDocument }) {
  const { lang } = ownerDocument.documentElement;
  const parts = globalThis.Intl?.Segmenter
    ? [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)]
    : [{ index: 0, segment: text }];
  return parts
    .filter(({ segment }) => segment.trim())
    .map(({ index, segment }) => [index, segment.trimEnd()]);
}

function point(range) {
  if (globalThis.Highlight) CSS.highlights.set("said", new Highlight(range));
  const { top, bottom } = range.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  const behavior = STILL.matches ? "instant" : "smooth";
  scrollBy({ top: top - innerHeight / 3, behavior });
}
