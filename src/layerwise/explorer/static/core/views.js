/** The views of the page, in the order of its tabs. */

import { flow } from "lw/flow/view";
import { live } from "lw/live/view";

/** @type {import("lw/core/app").View[]} */
export const VIEWS = [flow, live];
