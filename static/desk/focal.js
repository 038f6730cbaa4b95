/* The focal point of a picture, set by mouse, touch or keyboard, and every crop as it will be.
   Without this the two number boxes do it alone. */

const figure = document.querySelector(".focal")
const frame = figure.querySelector(".focal-frame")
const crops = [...document.querySelectorAll(".crop")]
const boxes = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") }
const size = { width: Number(figure.dataset.width), height: Number(figure.dataset.height) }
const point = { x: Number(figure.dataset.x), y: Number(figure.dataset.y) }

const within = (value, least, most) => Math.min(Math.max(value, least), most)
const percent = (share) => Math.round(share * 100)

/* The largest box of that shape, with the focal point as near its middle as can be: as the darkroom
   cuts it. In pixels of the original. */
const cut = (ratio) => {
  const width = Math.min(size.width, size.height * ratio)
  const height = Math.min(size.height, size.width / ratio)
  return {
    width,
    height,
    left: within(size.width * point.x - width / 2, 0, size.width - width),
    top: within(size.height * point.y - height / 2, 0, size.height - height),
  }
}

const ratioOf = (crop) => {
  const [width, height] = crop.dataset.ratio.split(":").map(Number)
  return width / height
}

/* Where the cut begins, as object-position has it: a share of the room that is left over. */
const share = (begin, room) => (room > 0.5 ? `${(begin / room) * 100}%` : "50%")

const showCrops = () => {
  for (const crop of crops) {
    const { width, height, left, top } = cut(ratioOf(crop))
    const across = share(left, size.width - width)
    crop.style.objectPosition = `${across} ${share(top, size.height - height)}`
  }
}

showCrops()
document.querySelector(".crops").hidden = false

/* A crop under the mouse is outlined in the picture. */
const outline = document.createElement("span")
outline.className = "focal-outline"
outline.hidden = true
frame.append(outline)
for (const crop of crops) {
  crop.addEventListener("pointerenter", () => {
    const { width, height, left, top } = cut(ratioOf(crop))
    outline.style.left = `${(left / size.width) * 100}%`
    outline.style.top = `${(top / size.height) * 100}%`
    outline.style.width = `${(width / size.width) * 100}%`
    outline.style.height = `${(height / size.height) * 100}%`
    outline.hidden = false
  })
  crop.addEventListener("pointerleave", () => { outline.hidden = true })
}

if (boxes.x && boxes.y) {
  const mark = document.createElement("span")
  mark.className = "focal-mark"
  mark.tabIndex = 0
  for (const [name, value] of Object.entries({
    role: "slider",
    "aria-label": "Focal point",
    "aria-valuemin": "0",
    "aria-valuemax": "100",
  })) mark.setAttribute(name, value)
  frame.append(mark)
  frame.classList.add("is-live")
  document.querySelector(".focal-hint").hidden = false

  const show = () => {
    const [x, y] = [percent(point.x), percent(point.y)]
    mark.style.left = `${point.x * 100}%`
    mark.style.top = `${point.y * 100}%`
    mark.setAttribute("aria-valuenow", String(x))
    mark.setAttribute("aria-valuetext", `${x}% from the left, ${y}% from the top`)
    showCrops()
  }

  const moveTo = (x, y) => {
    boxes.x.value = String(percent(within(x, 0, 1)))
    boxes.y.value = String(percent(within(y, 0, 1)))
    for (const box of Object.values(boxes)) box.dispatchEvent(new Event("input", { bubbles: true }))
  }

  const moveBy = (x, y) => moveTo(point.x + x / 100, point.y + y / 100)

  const moveToPointer = (event) => {
    const area = frame.getBoundingClientRect()
    moveTo((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height)
  }

  /* A finger on the picture still scrolls the page; on the mark it drags. A tap sets the point. */
  let isDragged = false
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.pointerType === "touch" && event.target !== mark)) return
    event.preventDefault()
    isDragged = true
    frame.setPointerCapture(event.pointerId)
    mark.focus()
    moveToPointer(event)
  })
  frame.addEventListener("pointermove", (event) => { if (isDragged) moveToPointer(event) })
  for (const end of ["pointerup", "pointercancel"]) {
    frame.addEventListener(end, () => { isDragged = false })
  }
  frame.addEventListener("click", (event) => {
    if (event.target !== mark) moveToPointer(event)
  })

  mark.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1
    const moves = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
      PageUp: [0, -10],
      PageDown: [0, 10],
      Home: [-100, 0],
      End: [100, 0],
    }
    if (!(event.key in moves) || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    moveBy(...moves[event.key])
  })

  for (const [name, box] of Object.entries(boxes)) {
    box.addEventListener("input", () => {
      const value = box.valueAsNumber
      if (Number.isNaN(value)) return
      point[name] = within(value / 100, 0, 1)
      show()
    })
  }

  /* What the form holds counts: after a refusal, or when the browser has filled it in again. */
  const typed = [boxes.x.valueAsNumber, boxes.y.valueAsNumber]
  if (!typed.includes(Number.NaN) && (typed[0] !== percent(point.x) || typed[1] !== percent(point.y))) {
    point.x = within(typed[0] / 100, 0, 1)
    point.y = within(typed[1] / 100, 0, 1)
  }
  show()
}
