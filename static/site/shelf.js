// The reader's shelf: the articles saved and the stories followed. It stays on this device.

const KEYS = { saved: "nextfin:saved", followed: "nextfin:followed" };
export const MOST = 100;
export const PIECE = /^\/\d{4}\/\d\d\/\d\d\/[^/]+\/$/;

// What is on a shelf, by address.
export function on(shelf) {
  try {
    return JSON.parse(localStorage.getItem(KEYS[shelf])) ?? {};
  } catch {
    return {}; // nothing may be kept here, or it can't be read
  }
}

// Put something on a shelf, or take it off where there are no facts; false if there is no room.
export function put(shelf, address, facts) {
  const all = on(shelf);
  if (facts) all[address] = facts;
  else delete all[address];
  if (facts && Object.keys(all).length > MOST) return false;
  try {
    localStorage.setItem(KEYS[shelf], JSON.stringify(all));
    return true;
  } catch {
    return false;
  }
}

// Tell the worker what to keep. Whoever keeps nothing has no worker, until it is asked for.
export async function tend({ isAsked = false } = {}) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const keep = [...Object.keys(on("saved")), ...Object.keys(on("followed"))];
  try {
    if (!isAsked && !keep.length && !(await workers.getRegistration())) return;
    await workers.register("/sw.js", { updateViaCache: "none" });
    const { active } = await workers.ready;
    active.postMessage({ keep });
  } catch {
    // Without a worker, the shelf is read with a connection.
  }
}

// A page of this site as a document; null where it is gone, an error where nothing answers.
export async function look(address, accept = "text/html") {
  const response = await fetch(address, { headers: { accept }, cache: "no-cache" });
  const isKept = response.headers.has("x-kept");
  if (response.status === 404 || response.status === 410) return { page: null, isKept };
  if (!response.ok) throw new Error(`${response.status}`);
  const sort = accept === "text/html" ? accept : "application/xml";
  return { page: new DOMParser().parseFromString(await response.text(), sort), isKept };
}

// What an article's page says of itself, to be saved.
export function factsOf(page) {
  const said = page.querySelector(".uses")?.dataset;
  if (!said) return null;
  const { address, headline, version, corrections } = said;
  return { address, headline, version: +version, corrections: +corrections, at: Date.now() };
}

// The pieces that a feed or a page leads to, by address.
export function piecesIn(page) {
  const found = new Map();
  const entries = [...page.querySelectorAll("entry")].map((entry) => [
    entry.querySelector("link:not([rel]), link[rel=alternate]")?.getAttribute("href"),
    entry.querySelector("title")?.textContent,
  ]);
  const links = [...page.querySelectorAll("main a[href]:not([aria-hidden])")].map((link) => [
    link.getAttribute("href"),
    link.textContent,
  ]);
  for (const [href, words] of [...entries, ...links]) {
    if (!href || !words?.trim()) continue;
    const { pathname } = new URL(href, location.origin);
    if (PIECE.test(pathname) && !found.has(pathname)) found.set(pathname, words.trim());
  }
  return found;
}
