/* What is kept on this device of a form that the desk has not stored. It goes when it is stored. */

const key = (place) => `nextfin:desk:${place}`

/* Whether it could be kept: a device may be full, or refuse. */
export const keep = (place, words) => {
  try {
    localStorage.setItem(key(place), JSON.stringify({ at: Date.now(), ...words }))
    return true
  } catch {
    return false
  }
}

export const kept = (place) => {
  try {
    return JSON.parse(localStorage.getItem(key(place)))
  } catch {
    return null
  }
}

export const letGo = (place) => {
  try {
    localStorage.removeItem(key(place))
  } catch {
    // Where nothing can be kept, nothing can be left.
  }
}
