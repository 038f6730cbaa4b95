/* Which sections of the panel are closed is kept on this device: each opens as it was left. One in
   which something needs a look is open in any case. */

const KEY = "nextfin:desk:sections"
const SECTION = "#panel > section > details"

const closed = () => {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY)))
  } catch {
    return new Set() // Where nothing can be kept, all are open.
  }
}

const keep = (names) => {
  try {
    if (names.size) localStorage.setItem(KEY, JSON.stringify([...names]))
    else localStorage.removeItem(KEY)
  } catch {
    // It holds for this page.
  }
}

const nameOf = (details) => details.querySelector("summary > h2")?.id

const remember = ({ target: details }) => {
  if (!details.matches(SECTION) || !nameOf(details)) return
  const names = closed()
  if (details.open) names.delete(nameOf(details))
  else names.add(nameOf(details))
  keep(names)
}

export const openAsLeft = () => {
  const names = closed()
  for (const details of document.querySelectorAll(SECTION)) {
    if (names.has(nameOf(details)) && !details.querySelector(".errorlist, .problem")) details.open = false
  }
}

export const rememberSections = () => {
  openAsLeft()
  document.getElementById("panel").addEventListener("toggle", remember, { capture: true })
}
