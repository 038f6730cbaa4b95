/* The proof beside the text: as a telephone or a desktop shows it, and new after each save.

   Where there is no room, or no script, the button is a link to the proof by itself. What was chosen
   is kept on this device. Whoever saves the copy says so by the event nextfin:saved on the document. */

const KEY = "nextfin:proof"
const PHONE = 390 // pixels
const DESKTOP = 1280
const LEAST = 360
const STEP = 32
const link = document.querySelector(".bar-proof")
const isRoomy = matchMedia("(min-width: 1100px)")
const chosen = { open: false, share: 0.36, as: "phone", ...kept() }
let pane = null

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {}
  } catch {
    return {}
  }
}

function keep(changes) {
  Object.assign(chosen, changes)
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen))
  } catch {
    // It holds for this page.
  }
}

class Pane {
  constructor() {
    this.handle = make("div", { className: "proof-handle", tabIndex: 0 })
    this.handle.role = "separator"
    this.handle.ariaOrientation = "vertical"
    this.handle.ariaLabel = "Width of the proof"
    this.phone = make("button", { type: "button", textContent: "Phone" })
    this.desktop = make("button", { type: "button", textContent: "Desktop" })
    const widths = make("div", { className: "proof-widths" }, this.phone, this.desktop)
    widths.role = "group"
    widths.ariaLabel = "Shown as on a"
    const closing = make("button", { type: "button", textContent: "Close" })
    closing.ariaLabel = "Close the proof"
    const whole = make("a", { href: link.href, target: "_blank", textContent: "By itself" })
    this.said = make("p", { className: "proof-failed", hidden: true })
    this.said.role = "status"
    this.window = make("div", { className: "proof-window" })
    const head = make("div", { className: "proof-head" }, make("h2", { textContent: "Proof" }), widths, whole, closing)
    this.element = make("aside", { className: "proof-pane", id: "proof-pane" }, this.handle, head, this.said, this.window)
    this.element.ariaLabel = "Proof"
    this.phone.addEventListener("click", () => this.showAs("phone"))
    this.desktop.addEventListener("click", () => this.showAs("desktop"))
    closing.addEventListener("click", () => this.close())
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close()
    })
    this.handle.addEventListener("keydown", (event) => this.pull(event))
    this.handle.addEventListener("pointerdown", (event) => this.grip(event))
    this.watch = new ResizeObserver(() => this.fit())
  }

  open() {
    document.body.append(this.element)
    document.documentElement.classList.add("with-proof")
    link.ariaExpanded = "true"
    this.widen(chosen.share * innerWidth)
    this.showAs(chosen.as)
    this.watch.observe(this.window)
    this.load()
  }

  close() {
    this.hide()
    keep({ open: false })
    link.focus()
  }

  hide() {
    this.watch.disconnect()
    this.element.remove()
    this.window.replaceChildren()
    this.frame = this.coming = null
    document.documentElement.classList.remove("with-proof")
    link.ariaExpanded = "false"
  }

  showAs(as) {
    keep({ as })
    this.phone.ariaPressed = String(as === "phone")
    this.desktop.ariaPressed = String(as === "desktop")
    this.fit()
  }

  // A desktop's page is made smaller until it fits, as a picture of a page would be.
  fit() {
    const { clientWidth, clientHeight } = this.window
    const width = chosen.as === "phone" ? PHONE : DESKTOP
    const scale = Math.min(1, clientWidth / width)
    for (const frame of this.window.children) {
      frame.style.width = `${width}px`
      frame.style.height = `${clientHeight / scale}px`
      frame.style.transform = `translateX(${Math.max(0, (clientWidth - width * scale) / 2)}px) scale(${scale})`
    }
  }

  widen(width) {
    const most = Math.max(LEAST, innerWidth - LEAST)
    const now = Math.round(Math.min(most, Math.max(LEAST, width)))
    document.documentElement.style.setProperty("--proof-width", `${now}px`)
    Object.assign(this.handle, { ariaValueMin: LEAST, ariaValueMax: most, ariaValueNow: now })
    this.handle.ariaValueText = `${now} pixels`
    return now
  }

  pull(event) {
    const steps = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key]
    if (!steps) return
    event.preventDefault()
    keep({ share: this.widen(Number(this.handle.ariaValueNow) + steps) / innerWidth })
  }

  grip(event) {
    event.preventDefault()
    this.handle.setPointerCapture(event.pointerId)
    this.element.classList.add("is-pulled") // else the frame would take the pointer
    const move = ({ clientX }) => this.widen(innerWidth - clientX)
    this.handle.addEventListener("pointermove", move)
    const release = () => {
      this.handle.removeEventListener("pointermove", move)
      this.element.classList.remove("is-pulled")
      keep({ share: Number(this.handle.ariaValueNow) / innerWidth })
    }
    this.handle.addEventListener("lostpointercapture", release, { once: true })
  }

  // The new proof comes behind the old one and takes its place, so that nothing flickers.
  load() {
    if (this.coming) {
      this.isStale = true
      return
    }
    this.isStale = false
    const frame = make("iframe", { title: "The article as it will print", src: link.href })
    frame.classList.add("is-coming")
    this.coming = frame
    frame.addEventListener("load", () => this.take(frame), { once: true })
    this.window.append(frame)
    this.fit()
  }

  take(frame) {
    if (frame !== this.coming) return
    this.coming = null
    const page = frame.contentDocument
    const isProof = Boolean(page?.querySelector(".proof-bar"))
    this.said.hidden = isProof
    this.said.textContent = isProof ? "" : "The proof did not come. It is tried again after the next save."
    if (isProof) {
      page.documentElement.dataset.beside = ""
      for (const each of page.links) {
        if (each.pathname !== page.location.pathname) each.target = "_blank"
      }
      frame.contentWindow.scrollTo(0, this.frame?.contentWindow.scrollY ?? 0)
      frame.classList.remove("is-coming")
      this.frame?.remove()
      this.frame = frame
    } else {
      frame.remove()
    }
    if (this.isStale) this.load()
  }
}

function make(tag, given, ...children) {
  const element = Object.assign(document.createElement(tag), given)
  element.append(...children)
  return element
}

function open() {
  pane ??= new Pane()
  pane.open()
}

function adapt() {
  link.ariaExpanded = isRoomy.matches ? "false" : null
  const isOpen = pane?.element.isConnected
  if (isRoomy.matches && chosen.open && !isOpen) open()
  else if (!isRoomy.matches && isOpen) pane.hide()
}

link.addEventListener("click", (event) => {
  if (!isRoomy.matches || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  if (pane?.element.isConnected) return pane.close()
  keep({ open: true })
  open()
})
document.addEventListener("nextfin:saved", () => {
  if (pane?.element.isConnected) pane.load()
})
isRoomy.addEventListener("change", adapt)
addEventListener("resize", () => {
  if (pane?.element.isConnected) pane.widen(chosen.share * innerWidth)
})
adapt()
