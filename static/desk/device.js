/* What is kept on this device of a form that the desk has not stored. It goes when it is stored.
   Each open page keeps its own, so that two tabs with one text take nothing from each other; while a
   page is open, it holds a lock by its name, and what it keeps is not offered elsewhere. */

const PREFIX = "nextfin:desk:"
const LET_GO_WITHIN = 3_000 // of a page that was closed, its lock

/* The name of this page, new each time that it is opened. */
export const OWN = `${Date.now()}-${Math.random().toString(36).slice(2)}`

/* What a page tells the next one in this tab; it is told once. */
export const passOn = (name, value) => {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Then what is kept is offered back once too often, and never too seldom.
  }
}

export const passedOn = (name) => {
  try {
    const value = sessionStorage.getItem(PREFIX + name)
    sessionStorage.removeItem(PREFIX + name)
    return JSON.parse(value)
  } catch {
    return null
  }
}

/* The page that was open in this tab before; it is closed, even if its lock is not yet given up. */
const BEFORE = passedOn("page")
passOn("page", OWN)

navigator.locks?.request(PREFIX + OWN, () => new Promise(() => {})) // held as long as the page is open

const key = (place, page) => (page ? `${PREFIX}${place}@${page}` : PREFIX + place)

/* Whether it could be kept: a device may be full, or refuse. */
export const keep = (place, words, page = OWN) => {
  try {
    localStorage.setItem(key(place, page), JSON.stringify({ at: Date.now(), ...words }))
    return true
  } catch {
    return false
  }
}

export const kept = (place, page = OWN) => {
  try {
    return JSON.parse(localStorage.getItem(key(place, page)))
  } catch {
    return null
  }
}

export const letGo = (place, page = OWN) => {
  try {
    localStorage.removeItem(key(place, page))
  } catch {
    // Where nothing can be kept, nothing can be left.
  }
}

/* What pages that are no longer open have kept of a place, the newest first, each with its ``page``. */
export const left = async (place) => {
  const start = key(place, "-").slice(0, -1)
  const pages = names()
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
    .filter((page) => page !== OWN)
  const areClosed = await Promise.all(pages.map(isClosed))
  return pages
    .filter((_, index) => areClosed[index])
    .map((page) => ({ page, ...kept(place, page) }))
    .filter(({ at }) => at)
    .sort((one, other) => other.at - one.at)
}

/* A page that was closed a moment ago may still hold its lock. */
const isClosed = async (page) => {
  if (page === BEFORE || !navigator.locks) return true
  const waiting = { mode: "shared", signal: AbortSignal.timeout(LET_GO_WITHIN) }
  return navigator.locks.request(PREFIX + page, waiting, () => true).catch(() => false)
}

const names = () => {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}
