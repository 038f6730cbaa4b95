// What this device keeps to read without a connection. Online the network answers, always; a copy is
// shown when it does not, and says of when it is. SHEET, the look of that line, is set by /sw.js.

const KEPT = "nextfin-1"; // the form in which things are kept
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
const kept = () => caches.open(KEPT);
const find = async (path) => (await kept()).match(path);
const forget = async (path) => (await kept()).delete(path);
const paths = async () => (await (await kept()).keys()).map(({ url }) => pathOf(url));
const pages = async () => (await paths()).filter((path) => !isPart(path));

// One thing after another, so that none undoes another; and none of them may break a page.
let work = Promise.resolve();
const inTurn = (task, event) => event.waitUntil((work = work.then(task).catch(() => {})));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate(event)));
addEventListener("message", (event) => inTurn(() => settle(event.data.keep), event));
addEventListener("fetch", (event) => {
  const { method, headers, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (origin !== location.origin || method !== "GET" || headers.has("range")) return;
  if (isPart(pathname)) event.respondWith(part(event, pathname));
  else if (pathname.startsWith("/admin/")) return;
  else if (mode === "navigate" || headers.get("accept") === "text/html") {
    event.respondWith(page(event, pathname + search));
  }
});

async function install() {
  await keep(OFFLINE);
  if (!(await find(OFFLINE))) throw new Error("There is nothing to show offline.");
  // Pages that are open get on with this worker if it keeps things in the form of the one before.
  const before = (await caches.keys()).filter((name) => name.startsWith("nextfin-"));
  if (before.every((name) => name === KEPT)) skipWaiting();
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
    else if (await find(path).catch(() => null)) {
      const copy = response.clone();
      inTurn(() => keep(path, copy), event);
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

// Keep these pages and no others.
async function settle(asked) {
  const wanted = [...ALWAYS, ...asked.map((path) => pathOf(path))].slice(0, MOST_PAGES);
  for (const path of await pages()) if (!wanted.includes(path)) await forget(path);
  for (const path of wanted) if (!(await find(path))) await keep(path).catch(() => {});
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

async function keep(path, given) {
  const asked = { cache: "no-cache", headers: { accept: "text/html" } };
  const response = given ?? (await fetch(path, asked));
  if (isGone(response)) await drop(path);
  else if (response.ok && !response.redirected) await put(path, response);
}

// A text that was withdrawn leaves this device, with its pictures and with what lists say of it.
async function drop(path) {
  await forget(path);
  for (const other of await pages()) {
    if (!(await (await find(other)).text()).includes(`"${path}"`)) continue;
    await forget(other);
    await keep(other).catch(() => {});
  }
  await sweep();
}

// Put a page or a part among what is kept, after what it names: what is there is there whole.
async function put(path, response) {
  const text = await response.clone().text();
  const { usage } = await navigator.storage.estimate();
  if (usage + text.length > MOST_BYTES) return;
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.set("x-kept", new Date().toISOString());
  for (const name of namedIn(path, text)) {
    const named = !(await find(name)) && (await fetch(name).catch(() => null));
    if (named?.ok) await put(name, named);
  }
  await (await kept()).put(path, new Response(await response.blob(), { headers }));
}

// Let go of every part that no page names.
async function sweep() {
  const used = new Set([...(await pages()), SHEET]);
  for (const path of used) {
    const text = (await (await find(path))?.text()) ?? "";
    for (const name of namedIn(path, text)) used.add(name);
  }
  for (const path of await paths()) if (!used.has(path)) await forget(path);
}

function namedIn(path, text) {
  const base = new URL(path, location);
  const names = [...text.matchAll(NAMED)].map(([, ...one]) => pathOf(one.find(Boolean), base));
  return names.filter(isPart);
}
