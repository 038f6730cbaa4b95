// What this device keeps to read without a connection. Online the network answers, always; a copy is
// shown when it does not, and says of when it is. SHEET, the look of that line, is set by /sw.js.

const KEPT = "nextfin-2"; // the form in which things are kept
const OFFLINE = "/offline/";
const ALWAYS = [OFFLINE, "/app/", "/saved/", "/"];
const MOST_PAGES = 150;
const MOST_BYTES = 50e6;
const FRESH = 15 * 60e3;
// Files that a page, a sheet or a script names; a worker can't parse documents.
const NAMED = /(?:src|href)="([^"$]+)"|url\("?([^")]+)|(?:from|import)[ (]"([^"]+)/g;

const pathOf = (address, base = location) => new URL(address, base).pathname;
const isPart = (path) => /^\/(static|media)\//.test(path);
const isGone = ({ status }) => status === 404 || status === 410;
const isFull = ({ name }) => name === "QuotaExceededError";
const kept = () => caches.open(KEPT);
const find = async (path) => (await kept()).match(path);
const forget = async (path) => (await kept()).delete(path);
const pathsIn = async (cache) => (await cache.keys()).map(({ url }) => pathOf(url));
const pagesIn = async (cache) => (await pathsIn(cache)).filter((path) => !isPart(path));
const pages = async () => pagesIn(await kept());
const bytesOf = (response) => Number(response?.headers.get("x-bytes") ?? 0);

// One thing after another, so that none undoes another; and none of them may break a page.
let work = Promise.resolve();
const inTurn = (task, event) => event.waitUntil((work = work.then(task).catch(() => {})));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate(event)));
addEventListener("message", (event) => {
  inTurn(() => settle(event.data.keep, event.source), event);
});
addEventListener("fetch", (event) => {
  const { method, headers, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (origin !== location.origin || method !== "GET" || headers.has("range")) return;
  if (isPart(pathname)) event.respondWith(part(event, pathname));
  else if (/^\/(admin|proof)\//.test(pathname)) return; // the desk’s, never kept
  else if (mode === "navigate" || headers.get("accept") === "text/html") {
    event.respondWith(page(event, pathname + search));
  }
});

async function install() {
  await keep(OFFLINE);
  if (!(await find(OFFLINE))) throw new Error("There is nothing to show offline.");
  const others = (await caches.keys()).filter((name) => name !== KEPT);
  // Pages that are open get on with this worker if it keeps things in the form of the one before.
  if (!others.length) skipWaiting();
  // Else they go on with that one, while all that it keeps is fetched anew: there is a network now.
  for (const name of others) {
    for (const path of await pagesIn(await caches.open(name))) await keep(path);
  }
}

async function activate(event) {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await clients.claim();
  inTurn(() => renew(0), event);
}

async function page(event, path) {
  try {
    const response = await fetch(event.request);
    if (isGone(response)) inTurn(() => drop(path), event);
    else {
      const copy = response.clone();
      // Looked for in its turn: what was withdrawn meanwhile does not come back.
      inTurn(async () => (await find(path)) && keep(path, copy), event);
    }
    inTurn(() => renew(FRESH), event);
    return response;
  } catch (error) {
    const instead = event.request.mode === "navigate" && (await copyOf(OFFLINE));
    return (await copyOf(path)) ?? (instead || Promise.reject(error));
  }
}

async function part(event, path) {
  try {
    return await fetch(event.request);
  } catch (error) {
    return (await find(path)) ?? Promise.reject(error);
  }
}

// The copy of a page, with a line that says so, and its pictures in the one size that is kept.
async function copyOf(path) {
  const found = await find(path);
  if (!found) return;
  const at = found.headers.get("x-kept");
  const words = path === OFFLINE ? "Offline" : `Saved ${moment(new Date(at))}, offline`;
  const html = (await found.text())
    .replace(/<source[^>]*>| srcset="[^"]*"/g, "")
    .replace("<html", `<html data-kept="${at}"`)
    .replace("</head>", `<link rel="stylesheet" href="${SHEET}">$&`)
    .replace("<main", `<p class="kept" role="status">${words}</p>$&`);
  return new Response(html, found);
}

function moment(at) {
  const time = at.toLocaleTimeString("en", { timeStyle: "short", hourCycle: "h23" });
  const day = at.toLocaleDateString("en", { dateStyle: "long" });
  return at.toDateString() === new Date().toDateString() ? `at ${time}` : `on ${day}, ${time}`;
}

// Keep these pages, the dearest first, and no others. Where there is no room, the least dear go; the
// reader is told which are not kept.
async function settle(asked, reader) {
  const dear = [...new Set([...ALWAYS, ...asked.map((path) => pathOf(path))])];
  const wanted = dear.slice(0, MOST_PAGES);
  for (const path of await pages()) if (!wanted.includes(path)) await forget(path);
  await sweep();
  for (let place = 0; place < wanted.length; ) {
    const path = wanted[place];
    if ((await find(path)) || (await keep(path).catch(() => true))) place += 1;
    else await giveWay(path, wanted);
  }
  reader?.postMessage({ refused: dear.slice(wanted.length) });
}

// Let go of the least dear page that is kept; if that would be a dearer one than this, give this up.
async function giveWay(path, wanted) {
  let last;
  do last = wanted.pop();
  while (last !== path && !(await forget(last)));
  await sweep();
}

// Ask again for each copy that is older than this; without a network, leave off.
async function renew(age) {
  for (const path of new Set([...ALWAYS, ...(await pages())])) {
    const at = (await find(path))?.headers.get("x-kept") ?? 0;
    if (Date.now() - new Date(at) >= age) await keep(path);
  }
  await sweep();
}

// False if there is no room. Then the copy of before goes too: it may be outdated.
async function keep(path, given) {
  const asked = { cache: "no-cache", headers: { accept: "text/html" } };
  const response = given ?? (await fetch(path, asked));
  try {
    if (isGone(response)) await drop(path);
    else if (response.ok && !response.redirected) await put(path, response);
    return true;
  } catch (error) {
    if (!isFull(error)) throw error;
    await forget(path);
    return false;
  }
}

// A text that was withdrawn leaves this device, with its pictures and with what lists say of it.
async function drop(path) {
  await forget(path);
  const telling = [];
  for (const other of await pages()) {
    if ((await (await find(other)).text()).includes(`"${path}"`)) telling.push(other);
  }
  for (const other of telling) await forget(other);
  await sweep();
  for (const other of telling) await keep(other).catch(() => {});
}

// Put a page or a part among what is kept, after what it names: what is there is there whole. Our own
// bound fails as the browser's does.
async function put(path, response) {
  const body = await response.blob();
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.set("x-kept", new Date().toISOString());
  headers.set("x-bytes", body.size);
  for (const name of namedIn(path, await body.text())) {
    const named = !(await find(name)) && (await fetch(name).catch(() => null));
    if (named?.ok) await put(name, named);
  }
  const cache = await kept();
  const all = (await cache.matchAll()).reduce((sum, other) => sum + bytesOf(other), 0);
  if (all - bytesOf(await cache.match(path)) + body.size > MOST_BYTES) {
    throw new DOMException("There is no room for more.", "QuotaExceededError");
  }
  await cache.put(path, new Response(body, { headers }));
}

// Let go of every part that no page names.
async function sweep() {
  const used = new Set([...(await pages()), SHEET]);
  for (const path of used) {
    const text = (await (await find(path))?.text()) ?? "";
    for (const name of namedIn(path, text)) used.add(name);
  }
  for (const path of await pathsIn(await kept())) if (!used.has(path)) await forget(path);
}

function namedIn(path, text) {
  const base = new URL(path, location);
  const names = [...text.matchAll(NAMED)].map(([, ...one]) => pathOf(one.find(Boolean), base));
  return names.filter(isPart);
}
