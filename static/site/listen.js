// An article read out by the browser's voice, sentence by sentence. What is said is shown by a highlight
// (CSS Custom Highlight API), so the text itself is left as it is.

const READ = "h1, .dek, .body :is(p, h2, h3, li, dt, dd)";
// What is told to the eye, or twice: captions, tables, charts, pull quotes, sources, marks beside words.
const PASSED = "figcaption, table, svg, .pull-quote, .sources, sup, .paragraph-link, [aria-hidden=true]";

export function listen(button, stop) {
  const sentences = [...document.querySelectorAll(READ)].flatMap(sentencesOf);
  let at = 0;
  let spoken = null; // what is being said; what was cut off must not go on

  function say() {
    speechSynthesis.cancel();
    if (at >= sentences.length) return end();
    const words = new SpeechSynthesisUtterance(sentences[at]);
    spoken = words;
    words.lang = document.documentElement.lang;
    words.onend = () => spoken === words && go(1);
    words.onerror = () => spoken === words && rest();
    speechSynthesis.speak(words);
    point(sentences[at]);
    show();
  }

  function go(step) {
    at = Math.max(0, at + step);
    if (spoken) say();
  }

  // A browser's own pause is not to be relied on: the sentence is begun anew.
  function rest() {
    spoken = null;
    speechSynthesis.cancel();
    show();
  }

  function end() {
    at = 0;
    rest();
    CSS.highlights?.clear();
    button.focus();
    button.textContent = "Listen";
    stop.hidden = true;
  }

  function show() {
    button.textContent = spoken ? "Pause" : "Go on";
    stop.hidden = false;
  }

  const KEYS = { Escape: end, ArrowRight: () => go(1), ArrowLeft: () => go(-1) };
  button.onclick = () => (spoken ? rest() : say());
  stop.onclick = end;
  button.parentElement.onkeydown = ({ key }) => stop.hidden || KEYS[key]?.();
  addEventListener("pagehide", rest);
  say();
}

// The sentences of a block as ranges; the words of a block within it are its own.
function sentencesOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const places = []; // of each character
  let text = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const { parentElement } = node;
    if (parentElement.closest(PASSED) || parentElement.closest(READ) !== block) continue;
    text += node.data;
    for (let at = 0; at < node.length; at++) places.push([node, at]);
  }
  const found = new Intl.Segmenter(document.documentElement.lang, { granularity: "sentence" });
  return [...found.segment(text)].filter(({ segment }) => segment.trim()).map(({ index, segment }) => {
    const range = new Range();
    range.setStart(...places[index]);
    const [node, last] = places[index + segment.trimEnd().length - 1];
    range.setEnd(node, last + 1);
    return range;
  });
}

function point(range) {
  CSS.highlights?.set("said", new Highlight(range));
  const { top, bottom } = range.getBoundingClientRect();
  if (top > 0 && bottom < innerHeight) return;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollBy({ top: top - innerHeight / 3, behavior: isStill ? "instant" : "smooth" });
}
