/** The page's state: one object, changed in one place, told to all who listen. */

/**
 * @typedef {object} State
 * @property {string} view the view that is open
 * @property {"en"|"zh"} lang
 * @property {string} net id of the network in hand
 * @property {number|null} epoch of its training; null: its best
 * @property {string|null} unit `layer.unit` in hand, layers counted from 1; null: none
 * @property {Record<string, number>} edits values that units are held at, by `layer.unit`; 0: switched off
 * @property {import("lw/core/inputs").Input} input what the network is shown
 * @property {string|null} label the class that the reader says the input is
 * @property {Record<string, string>} extra what a view keeps of its own, such as `lesson`
 */

export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Set<(state: State, changed: Set<string>) => void>} */
    this.listeners = new Set();
    /** @type {Set<string>} */
    this.changed = new Set();
    this.waiting = false;
  }

  /**
   * Takes changes; listeners hear of all that happened before the next frame, once.
   * @param {Partial<State>} changes
   */
  set(changes) {
    for (const [key, value] of Object.entries(changes)) {
      if (/** @type {any} */ (this.state)[key] !== value) this.changed.add(key);
    }
    this.state = { ...this.state, ...changes };
    this.tellSoon();
  }

  /**
   * Tells of something that has come to hand without being state, such as `networks`.
   * @param {string} what
   */
  touch(what) {
    this.changed.add(what);
    this.tellSoon();
  }

  tellSoon() {
    if (!this.changed.size || this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => this.tell());
  }

  /** @param {Record<string, string>} values of a view, beside those it has kept */
  keep(values) {
    this.set({ extra: { ...this.state.extra, ...values } });
  }

  tell() {
    const changed = this.changed;
    this.changed = new Set();
    this.waiting = false;
    for (const listener of [...this.listeners]) listener(this.state, changed);
  }

  /**
   * @param {(state: State, changed: Set<string>) => void} listener
   * @returns {() => void} ends it
   */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
