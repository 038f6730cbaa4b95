// The shelves on the app's page and on the saved list: filled on this device, and looked up online
// for what has become of each piece since.

import { factsOf, look, on, PIECE, piecesIn, put, tend } from "./shelf.js";

const shelves = Object.fromEntries(
  [...document.querySelectorAll("[data-shelf]")].map((list) => [list.dataset.shelf, list]),
);
const status = document.querySelector(".said");

function element(tag, facts = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...inside);
  return made;
}

const link = (href, textContent) => element("a", { href, textContent });
const versionOf = ({ version }) => `version ${version}`;

function moment(at) {
  const date = new Date(at);
  const form = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const textContent = date.toLocaleString("en", form);
  return element("time", { dateTime: date.toISOString(), textContent });
}

function ifEmpty(list) {
  const words = list.parentElement.querySelector(".empty");
  if (words) words.hidden = list.children.length > 0;
}

// --- Saved ----------------------------------------------------------------------------------------

function fillSaved(list) {
  const most = Number(list.dataset.most ?? Infinity);
  const newest = Object.entries(on("saved")).sort(([, one], [, other]) => other.at - one.at);
  list.replaceChildren(...newest.slice(0, most).map(([address, facts]) => savedItem(address, facts)));
  ifEmpty(list);
}

function savedItem(address, facts) {
  const news = element("p", { className: "news" });
  const remove = element("button", { type: "button", textContent: "Remove" });
  remove.setAttribute("aria-label", `Remove “${facts.headline}”`);
  const item = element(
    "li",
    {},
    element("h3", { className: "headline" }, link(address, facts.headline)),
    news,
    element("p", { className: "dates" }, "Saved ", moment(facts.at), `, ${versionOf(facts)}`),
    remove,
  );
  remove.addEventListener("click", () => {
    const isThere = address in on("saved");
    put("saved", address, isThere ? null : facts);
    item.classList.toggle("removed", isThere);
    remove.textContent = isThere ? "Put back" : "Remove";
    remove.setAttribute("aria-label", `${remove.textContent}: “${facts.headline}”`);
    status.textContent = isThere ? `Removed: ${facts.headline}` : "It is back on the list.";
    tend();
  });
  since(address, facts, item, news);
  return item;
}

// What has become of it since it was saved. A withdrawn text leaves the device, its headline too.
async function since(address, facts, item, news) {
  const { page, isKept } = await look(address).catch(() => ({ isKept: true }));
  if (isKept) return;
  const now = page && factsOf(page);
  if (!page) {
    put("saved", address, { ...facts, headline: "A withdrawn article" });
    item.querySelector("h3 a").textContent = "A withdrawn article";
    item.querySelector("button").setAttribute("aria-label", "Remove the withdrawn article");
    news.append("It was withdrawn since you saved it. Its page says why.");
  } else if (now?.version > facts.version) {
    const isCorrected = now.corrections > facts.corrections;
    item.querySelector("h3 a").textContent = now.headline;
    news.classList.toggle("correction", isCorrected);
    news.append(
      isCorrected ? "Corrected since you saved it. " : "Updated since you saved it. ",
      link(`${address}history/`, "What changed"),
    );
  }
}

// Shared from another app: the address is given, the rest is on its page.
async function takeIn() {
  const address = new URLSearchParams(location.search).get("save");
  if (!address) return;
  history.replaceState(null, "", location.pathname);
  const { page } = PIECE.test(address) ? await look(address).catch(() => ({})) : {};
  const facts = page && factsOf(page);
  if (facts && put("saved", address, facts)) status.textContent = `Saved: ${facts.headline}`;
  else status.textContent = "There is no article to save at that address.";
}

// --- Followed -------------------------------------------------------------------------------------

async function fillFollowed(list) {
  const stories = Object.entries(on("followed"));
  const counts = stories.map(async ([address, { name, seen }]) => {
    const news = element("ul");
    const count = element("span", { className: "count" });
    const heading = element("h3", { className: "headline" }, link(address, name), " ", count);
    list.append(element("li", {}, heading, news));
    const fresh = [...(await instalments(address))].filter(([piece]) => !seen.includes(piece));
    count.textContent = fresh.length ? `${fresh.length} new` : "";
    news.append(...fresh.slice(0, 3).map(([piece, words]) => element("li", {}, link(piece, words))));
    return fresh.length;
  });
  ifEmpty(list);
  const total = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  // An icon that can't bear a number is no fault.
  if (total) navigator.setAppBadge?.(total).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}

// The pieces of a story, by its feed; where there is none, by its page.
async function instalments(address) {
  try {
    const { page } = await look(`${address}feed/`, "application/atom+xml");
    const found = page ? piecesIn(page) : new Map();
    if (found.size) return found;
  } catch {
    // The page knows it too.
  }
  const { page } = await look(address).catch(() => ({}));
  return page ? piecesIn(page) : new Map();
}

// --- The front page, and the app itself -----------------------------------------------------------

async function fillFront(list) {
  const { page } = await look("/").catch(() => ({}));
  const pieces = page ? [...piecesIn(page)].slice(0, 5) : [];
  const items = pieces.map(([address, words]) =>
    element("li", {}, element("h3", { className: "headline" }, link(address, words))),
  );
  list.replaceChildren(...items);
}

function offerInstall(offer) {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer.hidden = false;
    offer.querySelector("button").onclick = () => event.prompt();
  });
  addEventListener("appinstalled", () => (offer.hidden = true));
}

const offer = document.querySelector(".offer");
if (offer) offerInstall(offer);
await takeIn();
if (shelves.saved) fillSaved(shelves.saved);
if (shelves.followed) fillFollowed(shelves.followed);
if (shelves.front) fillFront(shelves.front);
addEventListener("storage", () => shelves.saved && fillSaved(shelves.saved));
tend({ isAsked: true });
