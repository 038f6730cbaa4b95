// A reader's tools on an article: save, share, link to a paragraph or to words, listen.

import { factsOf, MOST, on, put, tend } from "./shelf.js";

const row = document.querySelector(".uses");
const { address, headline, story } = row.dataset;
const text = document.querySelector(".body");
const here = new URL(address, location.origin).href;
const button = (name) => row.querySelector(`[name=${name}]`);
const say = (words) => (row.querySelector(".said").textContent = words);

// --- Save -----------------------------------------------------------------------------------------

function show() {
  const isSaved = address in on("saved");
  button("save").setAttribute("aria-pressed", isSaved);
  button("save").textContent = isSaved ? "Saved" : "Save";
}

button("save").addEventListener("click", () => {
  const saves = !(address in on("saved"));
  const isDone = put("saved", address, saves && factsOf(document));
  if (!isDone) say(`There is no room for it. The list holds ${MOST} articles; remove one.`);
  else say(saves ? "Saved on this device." : "Removed from your saved articles.");
  show();
  tend();
});
addEventListener("storage", show);

// --- Share ----------------------------------------------------------------------------------------

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    say("The link is copied.");
  } catch {
    say(`Your browser does not let this page copy. The link is ${link}`);
  }
}

button("copy").addEventListener("click", () => copy(here));
button("share").closest("li").hidden = !navigator.share;
button("share").addEventListener("click", () => {
  navigator.share({ title: headline, url: here }).catch(({ name }) => {
    if (name !== "AbortError") copy(here);
  });
});

// --- A paragraph, or words ------------------------------------------------------------------------

const MARKED = "p, h2, h3, figure, aside, section, div, blockquote";
const blocks = [...text.children].filter((block) => block.id.startsWith("b-") && block.matches(MARKED));

function mark(block) {
  if (block.querySelector(".here")) return;
  const link = document.createElement("a");
  link.className = "here";
  link.href = `#${block.id}`;
  link.textContent = "¶";
  link.setAttribute("aria-label", "Copy the link to this paragraph");
  link.addEventListener("click", () => copy(`${here}#${block.id}`));
  block.append(link);
}

text.addEventListener("pointerover", ({ pointerType, target }) => {
  const block = pointerType === "mouse" && blocks.find((one) => one.contains(target));
  if (!block || block.querySelector(".here")) return;
  mark(block);
  // For a mouse only: whoever walks by keyboard is not stopped at every paragraph.
  block.querySelector(".here").tabIndex = -1;
  block.querySelector(".here").ariaHidden = "true";
});

button("passages").addEventListener("click", ({ currentTarget }) => {
  const shown = text.classList.toggle("marked");
  currentTarget.setAttribute("aria-pressed", shown);
  for (const block of blocks) {
    mark(block);
    block.querySelector(".here").tabIndex = shown ? 0 : -1;
    block.querySelector(".here").ariaHidden = shown ? null : "true";
  }
  say(shown ? "Each paragraph has a link now: ¶" : "");
});

const quote = document.createElement("button");
quote.type = "button";
quote.className = "quote";
quote.hidden = true;
quote.textContent = "Copy the link to these words";
quote.addEventListener("click", () => copy(quoted(getSelection().getRangeAt(0))));
text.after(quote);
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const isInText = selection.rangeCount && text.contains(selection.getRangeAt(0).commonAncestorContainer);
  quote.hidden = !isInText || selection.toString().trim().length < 3;
});

// A text fragment (WICG): it needs whole words, and of many the first and the last will do.
function quoted(chosen) {
  const range = chosen.cloneRange();
  widen(range);
  const words = range.toString().replaceAll("¶", " ").trim().split(/\s+/);
  const encode = (some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D");
  const isOneBlock = blocks.find((block) => block.contains(range.commonAncestorContainer));
  const isShort = words.length <= 10 && isOneBlock;
  const ends = isShort ? [words] : [words.slice(0, 4), words.slice(-4)];
  return `${here}#:~:text=${ends.map(encode).join(",")}`;
}

function widen(range) {
  const { startContainer: first, endContainer: last } = range;
  const isWord = (node, at) => /[\p{L}\p{N}]/u.test(node.data?.[at] ?? "");
  while (isWord(first, range.startOffset - 1)) range.setStart(first, range.startOffset - 1);
  while (isWord(last, range.endOffset)) range.setEnd(last, range.endOffset + 1);
}

// --- Listen ---------------------------------------------------------------------------------------

const voices = window.speechSynthesis;

// Some browsers have the means to speak, but no voice, or find one only later.
function offer() {
  row.querySelector(".listening").classList.toggle("able", voices.getVoices().length > 0);
}

if (voices) {
  offer();
  voices.addEventListener?.("voiceschanged", offer);
  button("listen").addEventListener(
    "click",
    async () => (await import("./listen.js")).listen(button("listen"), button("stop")),
    { once: true },
  );
}

// --- What this reader has read --------------------------------------------------------------------

const followed = on("followed")[story];
if (followed && !followed.seen.includes(address)) {
  put("followed", story, { ...followed, seen: [...followed.seen, address] });
}
show();
tend();
