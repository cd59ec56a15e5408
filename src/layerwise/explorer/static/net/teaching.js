/** A network that learns one example by heart: gradient descent on it alone, as many steps as one likes. */

import { gradients, stepped } from "lw/net/gradients";
import { paced } from "lw/net/scatter";

/**
 * @typedef {object} Lesson
 * @property {import("lw/net/network").Network} network to begin with
 * @property {Float32Array} signal the example as it sees it
 * @property {number} label the class it should have
 * @property {number} rate the learning rate
 */

export class Teacher {
  constructor() {
    /** @type {Lesson|null} */
    this.lesson = null;
    this.count = 0;
    /** @type {import("lw/net/network").Network|null} */
    this.reached = null;
    this.asked = 0;
  }

  /**
   * The network after so many steps. Steps taken before are not taken again.
   * @param {Lesson} lesson
   * @param {number} count
   * @returns {Promise<import("lw/net/network").Network|null>} null where another lesson was asked for meanwhile
   */
  async after(lesson, count) {
    const asked = ++this.asked;
    const pause = paced();
    let [network, done] = this.goesOn(lesson, count) ? [this.reached ?? lesson.network, this.count] : [lesson.network, 0];
    for (; done < count; done++) {
      const { flat } = gradients(network, network.run(lesson.signal), lesson.label);
      network = stepped(network, flat, lesson.rate);
      await pause();
      if (asked !== this.asked) return null;
    }
    Object.assign(this, { lesson, count, reached: network });
    return network;
  }

  /** @param {Lesson} lesson @param {number} count */
  goesOn(lesson, count) {
    const last = this.lesson;
    if (!last || this.count > count) return false;
    const same = last.network === lesson.network && last.label === lesson.label && last.rate === lesson.rate;
    return same && last.signal.every((value, k) => value === lesson.signal[k]);
  }
}
