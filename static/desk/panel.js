/* The panel beside the text can be put away, and stays so on this device: the page opens as it was
   left, before the first paint. The quiet page is the text alone, until Escape. On a narrow screen,
   where the panel stands below the text, the way down leads back up. */

const KEY = "nextfin:desk:panel"
const AWAY = "away"
const OPEN = "dialog[open], :popover-open, [role=combobox][aria-expanded=true]"
const { dataset } = document.documentElement

function kept() {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null // Where nothing can be kept, the panel is there.
  }
}

function keep(state) {
  try {
    if (state) localStorage.setItem(KEY, state)
    else localStorage.removeItem(KEY)
  } catch {
    // It holds for this page.
  }
}

function showPanel(state) {
  if (state === AWAY) dataset.panel = AWAY
  else delete dataset.panel
}

function offer() {
  offerPanel(document.querySelector(".bar-panel"))
  offerQuiet(document.querySelector(".bar-quiet"))
  offerWayBack(document.querySelector(".bar-jump"), document.getElementById("panel"))
}

function offerPanel(button) {
  const reflect = () => {
    button.ariaExpanded = String(dataset.panel !== AWAY)
  }
  const turn = () => {
    const state = dataset.panel === AWAY ? "" : AWAY
    keep(state)
    showPanel(state)
    reflect()
  }
  if (document.querySelector(".errornote")) showPanel("") // what needs a look may be in it
  button.addEventListener("click", turn)
  document.addEventListener("keydown", (event) => {
    const { code, ctrlKey, metaKey, shiftKey, altKey } = event
    if (code !== "Backslash" || !(ctrlKey || metaKey) || shiftKey || altKey) return
    event.preventDefault()
    if ("quiet" in dataset) return
    if (document.activeElement?.closest("#panel")) button.focus()
    turn()
  })
  addEventListener("storage", ({ key }) => {
    if (key !== KEY) return
    showPanel(kept())
    reflect()
  })
  reflect()
}

function offerQuiet(button) {
  const become = (isQuiet) => {
    if (isQuiet) dataset.quiet = ""
    else delete dataset.quiet
    button.ariaPressed = String(isQuiet)
  }
  button.addEventListener("click", () => become(!("quiet" in dataset)))
  // Before the editor of the body, which keeps Escape to itself.
  const leave = ({ key }) => {
    if (key === "Escape" && !document.querySelector(OPEN)) become(false)
  }
  document.addEventListener("keydown", leave, { capture: true })
}

function offerWayBack(link, panel) {
  const [wayDown, place] = [link.textContent, { top: 0 }]
  let isBelow = false
  link.addEventListener("click", (event) => {
    if (!isBelow) {
      place.top = scrollY
      return
    }
    event.preventDefault()
    scrollTo(place)
  })
  const look = ([{ isIntersecting }]) => {
    isBelow = isIntersecting
    link.textContent = isBelow ? "To the text" : wayDown
  }
  new IntersectionObserver(look, { rootMargin: "0px 0px -50% 0px" }).observe(panel)
}

showPanel(kept())
if (document.readyState === "loading") addEventListener("DOMContentLoaded", offer)
else offer()
