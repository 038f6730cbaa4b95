// A reader's tools on an article: share it, link to a paragraph or to words, have it read out.

import { on, put } from "./shelf.js";

const row = document.querySelector(".uses");
const text = document.querySelector(".body");
const { address, headline, story } = row.querySelector("[data-shelf]").dataset;
const here = new URL(address, location).href;
const button = (name) => row.querySelector(`[name=${name}]`);
const say = (words) => (row.querySelector(".said").textContent = words);

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    say("The link is copied.");
  } catch {
    say(`Your browser does not let this page copy. The link is ${link}`);
  }
}

button("copy").onclick = () => copy(here);
button("share").parentElement.hidden = !navigator.share;
button("share").onclick = () => navigator.share({ title: headline, url: here }).catch(() => {});

// --- A paragraph ----------------------------------------------------------------------------------

// Only when asked for, so that who walks by keyboard is not stopped at every paragraph.
button("passages").onclick = ({ target }) => {
  const isShown = !text.querySelector(".paragraph-link");
  target.setAttribute("aria-pressed", isShown);
  for (const block of text.children) {
    if (!isShown) block.querySelector(".paragraph-link")?.remove();
    else if (block.matches("[id^=b-]:not(ul, ol, dl, hr)")) block.append(linkTo(block));
  }
};

function linkTo({ id }) {
  const link = document.createElement("a");
  Object.assign(link, { className: "paragraph-link", href: `#${id}`, textContent: "¶" });
  link.ariaLabel = "Copy the link to this paragraph";
  link.onclick = () => copy(`${here}#${id}`);
  return link;
}

// --- Words ----------------------------------------------------------------------------------------

const quote = document.createElement("button");
Object.assign(quote, { className: "quote", hidden: true, textContent: "Copy link to these words" });
quote.onclick = () => copy(quoted(getSelection().getRangeAt(0).cloneRange()));
text.after(quote);
document.addEventListener("selectionchange", () => {
  const { anchorNode, focusNode, isCollapsed } = getSelection();
  quote.hidden = isCollapsed || !text.contains(anchorNode) || !text.contains(focusNode);
});

// A text fragment (WICG) has whole words; of many, and of several blocks, the first and the last.
function quoted(range) {
  const { startContainer: first, endContainer: last } = range;
  const isWord = ({ data = "" }, at) => /[\p{L}\p{N}]/u.test(data.charAt(at));
  while (isWord(first, range.startOffset - 1)) range.setStart(first, range.startOffset - 1);
  while (isWord(last, range.endOffset)) range.setEnd(last, range.endOffset + 1);
  const words = range.toString().trim().split(/\s+/);
  const ends = first === last && words.length < 9 ? [words] : [words.slice(0, 3), words.slice(-3)];
  const coded = ends.map((some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D"));
  return `${here}#:~:text=${coded}`;
}

// --- Listen ---------------------------------------------------------------------------------------

const voices = globalThis.speechSynthesis;
// A browser may have the means to speak but no voice, or find one later.
const offer = () => row.classList.toggle("speaks", voices.getVoices().length > 0);
if (voices && Intl.Segmenter) {
  offer();
  voices.addEventListener("voiceschanged", offer);
}
button("listen").onclick = async () => {
  const { listen } = await import("./listen.js");
  listen(button("listen"), button("stop"));
};

// Of a story that is followed, this piece is known now.
const followed = on("followed")[story];
if (followed) put("followed", story, { ...followed, seen: [...followed.seen, address] });
