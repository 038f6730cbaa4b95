// The shelves on the saved list and the app's page, filled on this device; online they say what has
// become of each thing since it was put there.

import { factsOf, on, PIECE, piecesIn, put, tend, whenRefused } from "./shelf.js";

const status = document.querySelector(".said");
const newest = (shelf) => Object.entries(on(shelf)).sort(([, one], [, two]) => two.at - one.at);

function make(tag, facts, ...inside) {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...inside);
  return made;
}

const link = (href, textContent) => make("a", { href, textContent });
// Under the heading of its list, or of the page.
const LEVEL = document.querySelector("main h2") ? "h3" : "h2";
const heading = (...inside) => make(LEVEL, { className: "headline" }, ...inside);
const moment = (at) =>
  new Date(at).toLocaleString("en", { dateStyle: "long", timeStyle: "short", hourCycle: "h23" });

// A page as it is now. One that is gone has no facts; where nobody answers, there is no page.
async function look(address) {
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    const isTold = response.ok || [404, 410].includes(response.status);
    if (!isTold || response.headers.has("x-kept")) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

// --- Saved ----------------------------------------------------------------------------------------

function savedItem([address, facts]) {
  const headline = link(address, facts.headline);
  const news = make("p", { className: "news" });
  const remove = make("button", { type: "button", textContent: "Remove" });
  const when = `Saved ${moment(facts.at)}, version ${facts.version}`;
  const dates = make("p", { className: "dates" }, when);
  const item = make("li", {}, heading(headline), news, dates, remove);
  const name = () => (remove.ariaLabel = `${remove.textContent}: ${headline.textContent}`);
  remove.onclick = () => {
    const isRemoved = item.classList.toggle("removed");
    put("saved", address, !isRemoved && facts);
    remove.textContent = isRemoved ? "Put back" : "Remove";
    name();
  };
  whenRefused(address, () => (dates.textContent = `${when}, without room to be read offline`));
  look(address).then((page) => {
    if (page) tell(page);
    name();
  });
  name();
  return item;

  function tell(page) {
    const now = factsOf(page, "saved");
    if (!now) {
      // A withdrawn text leaves the device, and its headline with it.
      headline.textContent = facts.headline = "An article that was withdrawn";
      put("saved", address, facts);
    } else if (+now.version > +facts.version) {
      const isCorrected = +now.corrections > +facts.corrections;
      headline.textContent = now.headline;
      news.classList.toggle("correction", isCorrected);
      news.append(`${isCorrected ? "Corrected" : "Updated"} since you saved it. `);
      news.append(link(`${address}history/`, "What changed"));
    }
  }
}

// From another app comes an address.
async function takeIn(address) {
  history.replaceState(null, "", location.pathname);
  const page = PIECE.test(address) && (await look(address));
  const facts = page && factsOf(page, "saved");
  const isSaved = facts && put("saved", address, facts);
  status.textContent = isSaved ? `Saved: ${facts.headline}` : "There is nothing to save there.";
}

// --- Followed -------------------------------------------------------------------------------------

async function followedItem([address, { name, seen }], list) {
  const count = make("span", { className: "count" });
  const news = make("ul");
  list.append(make("li", {}, heading(link(address, name), " ", count), news));
  const page = await look(address);
  const fresh = page ? [...piecesIn(page)].filter(([piece]) => !seen.includes(piece)) : [];
  if (fresh.length) count.textContent = `${fresh.length} new`;
  news.append(...fresh.slice(-3).map((piece) => make("li", {}, link(...piece))));
  return fresh.length;
}

async function countNews(list) {
  const counts = await Promise.all(newest("followed").map((story) => followedItem(story, list)));
  // Not every icon can bear a number.
  navigator.setAppBadge?.(counts.reduce((sum, count) => sum + count, 0)).catch(() => {});
}

function fill() {
  for (const list of document.querySelectorAll(".shelf")) {
    const { holds, most } = list.dataset;
    list.replaceChildren();
    if (holds === "saved") list.append(...newest(holds).slice(0, most).map(savedItem));
    else countNews(list);
    list.parentElement.querySelector(".empty").hidden = list.children.length > 0;
  }
}

addEventListener("beforeinstallprompt", (event) => {
  const offer = document.querySelector(".offer");
  if (!offer) return;
  event.preventDefault();
  offer.hidden = false;
  offer.onclick = () => event.prompt();
});
const given = new URLSearchParams(location.search).get("save");
if (given) await takeIn(given);
fill();
addEventListener("storage", fill);
tend(true);
