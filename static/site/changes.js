// What is new to this reader. What was read is remembered on this device alone, and nothing is sent.
//
// An entry is [address, version, when (ms), marks]: the marks are the text as it was read, eight
// characters of a block's id and four of a fingerprint of its words, one block after another. So what
// changed is known without asking anybody.

const KEY = "nextfin:read";
const MOST = 500;
// An article is read when it was in view for so many seconds, and the middle of its text was too.
const SECONDS = 10;
const [ID, PRINT] = [8, 4];
const TOLD = {
  correction: ["one correction", "corrections"],
  update: ["one update", "updates"],
  kill: ["one withdrawal", "withdrawals"],
  return: ["one return", "returns"],
};

const box = document.querySelector(".since[data-kinds]");
const forget = document.querySelector("[data-forget]");
const pieces = document.querySelectorAll("[data-piece]");
if (box) openArticle(box);
if (pieces.length) tellNew(pieces);
if (forget) offerToForget(forget);

// The sheet is there already, and held no page up.
function dress() {
  document.querySelector("[data-dress]").media = "all";
}

function remembered() {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY));
    return entries.filter((entry) => entry[1] > 0 && typeof entry[3] === "string");
  } catch {
    return [];
  }
}

function remember(entry) {
  const entries = [...remembered().filter(([address]) => address !== entry[0]), entry];
  // Where there is no room left, the newest are worth most.
  for (const most of [MOST, 50, 1]) {
    try {
      return localStorage.setItem(KEY, JSON.stringify(entries.slice(-most)));
    } catch {
      continue;
    }
  }
}

// --- An article ----------------------------------------------------------------------------------

function openArticle(box) {
  const kinds = box.dataset.kinds.split(" ");
  const blocks = [...document.querySelectorAll(".piece .body > [id^=b-]")];
  const now = new Map(blocks.map((block) => [block.id.slice(2), fingerprint(block)]));
  const entry = remembered().find(([address]) => address === box.dataset.address);
  if (entry) tellSince(box, entry, kinds, blocks, now);
  awaitReading(blocks, () => {
    const marks = [...now].flat().join("");
    remember([box.dataset.address, kinds.length, Date.now(), marks]);
  });
}

function fingerprint(block) {
  const copy = block.cloneNode(true);
  for (const other of copy.querySelectorAll("button, svg, .reference, .back")) other.remove();
  const pictures = [...copy.querySelectorAll("picture img")].map((image) => image.getAttribute("src"));
  const words = [copy.textContent.replace(/\s+/g, " ").trim(), ...pictures].join("|");
  let sum = 0x811c9dc5; // FNV-1a, 32 bits
  for (let at = 0; at < words.length; at += 1) {
    sum = Math.imul(sum ^ words.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(36).padStart(PRINT, "0").slice(-PRINT);
}

function tellSince(box, [address, version, when, marks], kinds, blocks, now) {
  const since = kinds.slice(version).filter((kind) => kind in TOLD);
  if (!since.length) return; // at most the wording was improved
  dress();
  const read = new Map(marks.match(/.{12}/g)?.map((mark) => [mark.slice(0, ID), mark.slice(ID)]));
  const renewed = blocks.filter(({ id }) => read.get(id.slice(2)) !== now.get(id.slice(2)));
  const gone = [...read.keys()].filter((id) => !now.has(id));
  for (const block of renewed) mark(block, read.has(block.id.slice(2)) ? "Changed" : "New");

  const isCorrected = since.includes("correction");
  const details = [
    isCorrected && `You read version ${version}. It was corrected since.`,
    renewed.length && `${passages(renewed.length, "is", "are")} marked in the text.`,
    gone.length && `${passages(gone.length, "was", "were")} taken out.`,
  ];
  const ways = [
    isCorrected && document.getElementById("corrections") && ["#corrections", "What was wrong"],
    renewed.length && [`#${renewed[0].id}`, "Go to the first change"],
    [`${address}compare/${version}/${kinds.length}/`, "Compare word by word"],
  ];
  const links = ways.filter(Boolean).map(([href, words]) => make("li", {}, make("a", { href }, words)));
  const forgetting = make("button", { type: "button" }, "Forget what I have read");
  forgetting.addEventListener("click", () => {
    localStorage.removeItem(KEY);
    box.replaceChildren(make("p", { role: "status" }, "Forgotten."));
  });
  const closing = make("button", { type: "button" }, "Close");
  closing.addEventListener("click", () => (box.hidden = true));
  box.append(
    make("h2", {}, headline(since, when)),
    make("p", {}, details.filter(Boolean).join(" ")),
    make("ul", {}, ...links),
    make("p", { className: "device" }, "Only this device knows what you read. ", forgetting, " ", closing),
  );
  box.hidden = false;
}

function headline(since, when) {
  const told = Object.entries(TOLD).flatMap(([kind, [one, many]]) => {
    const count = since.filter((each) => each === kind).length;
    return count > 1 ? `${count} ${many}` : count ? one : [];
  });
  const read = `since you read this ${day(when)}`;
  if (told.length > 1) {
    return `${since.length} changes ${read}: ${new Intl.ListFormat("en").format(told)}`;
  }
  return `${told[0][0].toUpperCase()}${told[0].slice(1)} ${read}`;
}

function passages(count, one, many) {
  return count === 1 ? `One passage ${one}` : `${count} passages ${many}`;
}

function mark(block, said) {
  block.classList.add("renewed");
  const line = block.matches("p, h2, h3") ? block : block.querySelector("p, li, dt, h2, h3, figcaption, caption");
  line?.prepend(make("span", { className: "unseen" }, `${said} since you read it: `));
}

// The day as a reader would say it: today, yesterday, on Tuesday, on January 3.
function day(when) {
  const then = new Date(when);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(when).setHours(0, 0, 0, 0)) / 864e5);
  if (days < 1) return "today";
  if (days < 2) return "yesterday";
  const form = days < 7 ? { weekday: "long" } : { month: "long", day: "numeric" };
  if (days > 300) form.year = "numeric";
  return `on ${then.toLocaleDateString("en-US", form)}`;
}

function awaitReading(blocks, done) {
  const middle = blocks[Math.floor(blocks.length / 2)] ?? document.querySelector(".piece .body");
  if (!middle) return;
  let seconds = 0;
  let isReached = false;
  const watch = new IntersectionObserver((seen) => {
    isReached ||= seen.some(({ isIntersecting }) => isIntersecting);
  });
  watch.observe(middle);
  const clock = setInterval(() => {
    if (document.visibilityState === "visible") seconds += 1;
    if (seconds < SECONDS || !isReached) return;
    clearInterval(clock);
    watch.disconnect();
    done();
  }, 1000);
}

// --- A list --------------------------------------------------------------------------------------

// Only where the reader has read something: to who comes first, all is new.
function tellNew(pieces) {
  const read = new Map(remembered().map(([address, , when]) => [address, when]));
  if (![...pieces].some((piece) => read.has(piece.dataset.piece))) return;
  dress();
  let count = 0;
  for (const piece of pieces) {
    const when = read.get(piece.dataset.piece);
    const isChanged = when && Date.parse(piece.dataset.changed) > when;
    if (when && !isChanged) continue;
    count += 1;
    const said = isChanged ? "Changed since you read it" : "New to you";
    (piece.querySelector(".dates") ?? piece).append(" ", make("span", { className: "mark new" }, said));
  }
  const sum = document.querySelector("[data-new-count]");
  if (!sum) return;
  sum.textContent = count ? `${count} new to you` : "You have read all of it";
  sum.hidden = false;
}

// --- Forgetting ----------------------------------------------------------------------------------

function offerToForget(place) {
  dress();
  const said = place.querySelector("output");
  const tell = () => {
    const { length } = remembered();
    said.textContent = length === 1 ? "One article is remembered." : `${length || "No"} articles are remembered.`;
  };
  place.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(KEY);
    tell();
  });
  tell();
  place.hidden = false;
}

function make(tag, given, ...children) {
  const element = Object.assign(document.createElement(tag), given);
  element.append(...children);
  return element;
}
